#include "tests/generator/csv.h"

#include "shared/identity/identity.h"

namespace minsync {
namespace {

std::string yuan(std::int64_t fen) {
  const auto cents = std::to_string(100 + fen % 100).substr(1);
  return std::to_string(fen / 100) + "." + cents;
}

void write_cell(std::ostream& out, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out << cell;
    return;
  }
  out << '"';
  for (const char c : cell) {
    if (c == '"') out << '"';
    out << c;
  }
  out << '"';
}

}  // namespace

std::vector<std::pair<std::string, std::string>> sample_fields(const SampleHousehold& household) {
  const auto& h = household;
  return {{"householder", h.householder},
          {"id_number", h.id_number},
          {"phone", h.phone},
          {"address", h.address},
          {"household_kind", h.household_kind},
          {"category", h.category},
          {"member_count", std::to_string(h.member_count)},
          {"insured_count", std::to_string(h.insured_count)},
          {"income_per_head", yuan(h.income_per_head_fen)},
          {"monthly_benefit", yuan(h.monthly_benefit_fen)},
          {"bank_name", h.bank_name},
          {"account_name", h.account_name},
          {"bank_account", h.bank_account},
          {"applied_on", day_text(h.applied_on)},
          {"effective_month", h.effective_month},
          {"cause", h.cause},
          {"aid_items_given", std::to_string(h.aid_items_given)},
          {"survey_opinion", h.survey_opinion},
          {"surveyed_on", day_text(h.surveyed_on)},
          {"worker", h.worker}};
}

void write_household_header(std::ostream& out) {
  for (const auto& [name, value] : sample_fields({})) out << name << ',';
  out << "org\n";
}

void write_household(std::ostream& out, const SampleHousehold& household) {
  for (const auto& [name, value] : sample_fields(household)) {
    write_cell(out, value);
    out << ',';
  }
  out << household.org << '\n';
}

void write_member_header(std::ostream& out) {
  out << "household,name,id_number,relation,disability_level,monthly_income,org\n";
}

void write_members(std::ostream& out, const SampleHousehold& household) {
  for (const auto& member : household.members) {
    for (const auto& cell : {household.id_number, member.name, member.id_number, member.relation,
                             member.disability_level, yuan(member.monthly_income_fen)}) {
      write_cell(out, cell);
      out << ',';
    }
    out << household.org << '\n';
  }
}

}  // namespace minsync

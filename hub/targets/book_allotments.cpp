// Allotments to counties, and the counties' results, of a book's file.
#include <algorithm>
#include <set>
#include <utility>

#include "hub/targets/book_reader.h"
#include "hub/targets/calendar.h"

namespace minsync {
namespace {

bool is_county_code(std::string_view code) {
  return code.size() == 6 && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class AllotmentReader {
 public:
  AllotmentReader(FaultList& faults, TargetBook& book) : faults_(faults), book_(book) {
    for (const auto& one : book.allotments) seen_.emplace(one.indicator, one.county);
  }

  void read_block(const YAML::Node& node) {
    const BookSection section(node, faults_, {"indicator", "weight", "sample", "counties"});
    const auto key = section.need_text("indicator");
    const TargetIndicator* indicator = book_.indicator(key);
    const auto counties = section.need("counties");
    if (indicator == nullptr && !key.empty()) faults_.add("targets.unknown_indicator", node, {key, book_.name});
    if (indicator == nullptr || !counties) return;
    TargetAllotment general;
    general.indicator = key;
    general.weight = section.amount("weight");
    general.sample = book_.sample || section.flag("sample");
    for_each_entry(*counties, faults_, "counties", [&](const std::string& code, const YAML::Node& value) {
      read_county(code, value, *indicator, general);
    });
  }

 private:
  bool take_line(const YAML::Node& at) {
    if (book_.allotments.size() + book_.progress.size() < kMaxBookLines) return true;
    if (!full_) faults_.add("targets.too_many", at, {std::to_string(kMaxBookLines)});
    full_ = true;
    return false;
  }

  bool check_county(const std::string& code, const YAML::Node& at, const TargetIndicator& indicator) {
    const bool known = is_county_code(code) && (book_.counties.empty() || book_.counties.contains(code));
    if (!known) faults_.add("targets.unknown_county", at, {code});
    const bool twice = !seen_.emplace(indicator.key, code).second;
    if (twice) faults_.add("targets.duplicate", at, {indicator.key + " " + code});
    return known && !twice;
  }

  void read_county(const std::string& code, const YAML::Node& node, const TargetIndicator& indicator,
                   TargetAllotment allotment) {
    const BookSection section(node, faults_, {"name", "target", "base", "weight", "results", "parts", "evidence"});
    if (full_ || !check_county(code, node, indicator) || !take_line(node)) return;
    allotment.county = code;
    allotment.base = section.amount("base");
    if (const auto weight = section.amount("weight")) allotment.weight = weight;
    const bool is_number = indicator.target.has_value();
    if (is_number && section.need("target")) allotment.target = section.amount("target");
    book_.allotments.push_back(allotment);
    read_results(section, "results", indicator, allotment);
    read_results(section, "parts", indicator, allotment);
  }

  void read_results(const BookSection& section, const std::string& key, const TargetIndicator& indicator,
                    const TargetAllotment& allotment) {
    const auto results = section.get(key);
    if (!results) return;
    for_each_entry(*results, faults_, key, [&](const std::string& day_text, const YAML::Node& value) {
      const auto day = parse_target_day(day_text);
      if (!day) faults_.add("targets.bad_date", value, {key, day_text});
      if (!day || !take_line(value)) return;
      TargetProgress progress;
      progress.indicator = indicator.key;
      progress.county = allotment.county;
      progress.as_of_day = *day;
      progress.evidence = section.text("evidence");
      progress.sample = allotment.sample;
      if (key == "parts") {
        read_part(value, indicator, allotment, progress);
      } else {
        read_result(value, indicator.kind, faults_, progress);
      }
      book_.progress.push_back(std::move(progress));
    });
  }

  // A share is given by the count behind it: 12,345 of a base of 800,000.
  void read_part(const YAML::Node& node, const TargetIndicator& indicator, const TargetAllotment& allotment,
                 TargetProgress& out) {
    out.part = read_amount(node, "parts", faults_);
    const bool possible = indicator.kind == IndicatorKind::percentage && allotment.base && allotment.base->value > 0;
    if (!possible) {
      faults_.add("targets.part_without_base", node, {indicator.key});
    } else if (out.part) {
      const Int128 hundredfold = Int128{out.part->value} * 100 * kAmountScale;
      const Int128 share = divide_half_up(hundredfold, allotment.base->value);
      const bool fits = share <= kMaxAmount && share >= -kMaxAmount;
      if (!fits) faults_.add("targets.bad_number", node, {"parts", node.Scalar()});
      if (fits) out.value = Amount{static_cast<std::int64_t>(share)};
    }
  }

  FaultList& faults_;
  TargetBook& book_;
  std::set<std::pair<std::string, std::string>> seen_;
  bool full_ = false;
};

}  // namespace

void read_allotments(const BookSection& top, FaultList& faults, TargetBook& book) {
  AllotmentReader reader(faults, book);
  for (const auto& block : top.list("allotments")) reader.read_block(block);
}

}  // namespace minsync

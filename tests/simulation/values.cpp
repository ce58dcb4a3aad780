#include "tests/simulation/values.h"

#include <algorithm>

namespace minsync::simulation {
namespace {

constexpr std::int64_t kFirstDay = 19'000;

FieldValue text(const std::string& prefix, int number) {
  return FieldValue(prefix + std::to_string(number));
}

FieldValue option_of(const Form& form, FieldNumber number, Dice& dice) {
  const auto& options = form.field(number)->options;
  return FieldValue(options[static_cast<std::size_t>(dice.below(static_cast<int>(options.size())))].name);
}

FieldValue day(Dice& dice) {
  return FieldValue(kFirstDay + dice.below(30));
}

// One option more or less than shown.
FieldValue other_causes(const Form& form, const FieldValues& shown, FieldNumber number, Dice& dice) {
  Options chosen;
  if (const auto found = shown.find(number); found != shown.end()) chosen = std::get<Options>(found->second);
  const auto option = std::get<std::string>(option_of(form, number, dice));
  const auto at = std::ranges::lower_bound(chosen, option);
  if (at != chosen.end() && *at == option) {
    chosen.erase(at);
  } else {
    chosen.insert(at, option);
  }
  if (chosen.empty()) return Null{};
  return FieldValue(std::move(chosen));
}

FieldValue other_total(const FieldValues& shown, FieldNumber number, Dice& dice) {
  const auto found = shown.find(number);
  const auto total = found == shown.end() ? 0 : std::get<std::int64_t>(found->second);
  return FieldValue(std::max<std::int64_t>(total + dice.between(-1, 3), 0));
}

FieldValue opinion(const World& world, Dice& dice) {
  const int number = dice.below(4);
  if (!dice.percent(world.cast().long_text_percent)) return text("opinion ", number);
  return FieldValue(std::string(static_cast<std::size_t>(dice.between(1500, 1990)), 'o') + std::to_string(number));
}

FieldValue id_number(Dice& dice) {
  return FieldValue(std::string(dice.percent(50) ? "11010519491231002X" : "440524188001010014"));
}

void change_household(World& world, const Form& form, const FieldValues& shown, FieldValues& out, Dice& dice) {
  const auto& f = Ground::built().fields();
  switch (dice.below(12)) {
    case 0:
      out[f.phone] = text("0571-8800", dice.below(4));
      break;
    case 1:
      out[f.address] = text("West Street ", dice.below(4));
      break;
    case 2:
      out[f.category] = option_of(form, f.category, dice);
      break;
    case 3:
      out[f.benefit] = FieldValue(std::int64_t{80'000} + 1'000 * dice.below(4));
      break;
    case 4:
    case 5:
      put_bank(out, dice.below(5));
      break;
    case 6:
      out[f.cause] = other_causes(form, shown, f.cause, dice);
      break;
    case 7:
    case 8:
      out[f.aid] = other_total(shown, f.aid, dice);
      break;
    case 9:
      out[f.surveyed_on] = day(dice);
      break;
    case 10:
      out[f.opinion] = dice.percent(10) ? FieldValue(Null{}) : opinion(world, dice);
      break;
    default:
      out[f.id_number] = id_number(dice);
  }
}

void change_event(const Form& form, FieldValues& out, Dice& dice) {
  const auto& f = Ground::built().event_fields();
  switch (dice.below(4)) {
    case 0:
      out[f.kind] = option_of(form, f.kind, dice);
      break;
    case 1:
      out[f.started_on] = day(dice);
      break;
    case 2:
      out[f.ended_on] = day(dice);
      break;
    default:
      out[f.description] = text("water ", dice.below(4));
  }
}

}  // namespace

void put_bank(FieldValues& values, int number) {
  const auto& f = Ground::built().fields();
  values[f.bank_name] = number == 0 ? FieldValue(Null{}) : text("bank ", number);
  values[f.account_name] = number == 0 ? FieldValue(Null{}) : text("holder ", number);
  values[f.bank_account] = number == 0 ? FieldValue(Null{}) : text("62220000", number);
}

bool is_matching_bank(const std::vector<FieldValue>& values) {
  if (std::ranges::all_of(values, is_null)) return true;
  std::vector<char> ends;
  for (const auto& value : values) {
    const auto* said = std::get_if<std::string>(&value);
    if (said == nullptr) return false;
    ends.push_back(said->back());
  }
  return std::ranges::count(ends, ends.front()) == static_cast<std::ptrdiff_t>(ends.size());
}

FieldValues new_household(World& world, Dice& dice) {
  const auto& f = Ground::built().fields();
  FieldValues values{{f.householder, text("householder ", dice.below(1000))}, {f.address, text("West Street ", 9)}};
  const bool bank = dice.percent(50), total = dice.percent(50), causes = dice.percent(40);
  if (bank) put_bank(values, dice.between(1, 4));
  if (total) values[f.aid] = FieldValue(std::int64_t{dice.below(5)});
  if (causes) values[f.cause] = FieldValue(Options{"illness"});
  values[f.opinion] = opinion(world, dice);
  values[f.id_number] = id_number(dice);
  return values;
}

FieldValues new_event(Dice& dice) {
  const auto& f = Ground::built().event_fields();
  FieldValues values{{f.name, text("flood ", dice.below(100))}};
  values[f.started_on] = day(dice);
  return values;
}

FieldValue other_value(const Form& form, const Field& field, const FieldValues& shown, Dice& dice) {
  if (field.type == FieldType::select_multiple) return other_causes(form, shown, field.number, dice);
  if (field.type == FieldType::integer) return other_total(shown, field.number, dice);
  return text("new ", dice.below(4));
}

FieldValues some_changes(World& world, const Form& form, const FieldValues& shown, Dice& dice) {
  FieldValues changes;
  for (int left = dice.between(1, 3); left > 0; --left) {
    if (form.name == kEvent) {
      change_event(form, changes, dice);
    } else if (form.name == kHousehold) {
      change_household(world, form, shown, changes, dice);
    } else {
      const auto& field = form.fields[static_cast<std::size_t>(dice.below(static_cast<int>(form.fields.size())))];
      changes[field.number] = other_value(form, field, shown, dice);
    }
  }
  // Users are not asked for them any more.
  std::erase_if(changes, [&](const auto& change) { return form.field(change.first)->retired; });
  return changes;
}

}  // namespace minsync::simulation

// The packed column of a record's row. The first byte says of which built-in form.
#include <algorithm>

#include "shared/store/record_packing.h"
#include "tests/fuzz/fuzz.h"

namespace minsync::fuzz {
namespace {

const Form& form_for(std::uint8_t choice) {
  static const FormCatalogue catalogue = *FormCatalogue::load();
  const auto& forms = catalogue.forms();
  return *forms[choice % forms.size()];
}

RecordState state_of(const Unpacked& unpacked) {
  RecordState state;
  state.birth = unpacked.birth;
  state.version = unpacked.version;
  for (const auto& plain : unpacked.plain) {
    GroupState group;
    group.number = plain.group;
    group.heads.resize(1);
    group.heads.front().origin = plain.origin;
    state.groups.push_back(std::move(group));
  }
  for (const auto number : unpacked.extra) {
    GroupState group;
    group.number = number;
    state.groups.push_back(std::move(group));
  }
  std::ranges::sort(state.groups, {}, &GroupState::number);
  return state;
}

bool same(const Unpacked& a, const Unpacked& b) {
  return a.birth == b.birth && a.version == b.version && a.extra == b.extra &&
         std::ranges::equal(a.plain, b.plain, [](const auto& one, const auto& other) {
           return one.group == other.group && one.origin == other.origin;
         });
}

}  // namespace

void run(std::string_view input) {
  const auto [choice, bytes] = split_choice(input);
  const Form& form = form_for(choice);
  const auto unpacked = unpack_record(form, bytes);
  if (!unpacked) return;
  const auto again = unpack_record(form, pack_record(form, state_of(*unpacked), unpacked->extra));
  require(again.has_value() && same(*again, *unpacked), "what was unpacked and packed unpacks the same");
}

}  // namespace minsync::fuzz

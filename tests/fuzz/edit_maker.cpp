#include "tests/fuzz/edit_maker.h"

#include <algorithm>
#include <limits>
#include <set>

#include "sync_protocol/codec/pieces.h"
#include "tests/fuzz/household.h"

namespace minsync::fuzz {
namespace {

constexpr std::size_t kMostGroups = 6;
constexpr std::uint64_t kStampMs = 1'479'999'000'000;

}  // namespace

Version EditMaker::version() {
  switch (input_.ConsumeIntegralInRange<int>(0, 5)) {
    case 0:
      return {};
    case 1:
      return Version{newest_.value - 1};
    case 2:
      return Version{input_.ConsumeIntegral<std::uint64_t>() >> 1};
    default:
      return newest_;
  }
}

Base EditMaker::base(const EditId& id) {
  Base base;
  base.version = version();
  if (id.sequence.value < 2 || !one_in(3)) return base;
  SequenceRange range;
  range.last.value = input_.ConsumeIntegralInRange<std::uint64_t>(1, id.sequence.value - 1);
  range.first.value = input_.ConsumeIntegralInRange<std::uint64_t>(1, range.last.value);
  range.incarnation = id.incarnation;
  base.own.push_back(range);
  const auto known = own_.find({id.device, range.incarnation, range.last});
  base.own_digest = known != own_.end() && !one_in(8) ? known->second : EditDigest{1};
  return base;
}

std::int64_t EditMaker::number() {
  constexpr std::int64_t kGreatest = 999'999'999'999'999'999;
  constexpr std::array<std::int64_t, 6> kNumbers{0,         1,          -1,
                                                 kGreatest, -kGreatest, std::numeric_limits<std::int64_t>::min()};
  return one_in(4) ? input_.PickValueInArray(kNumbers) : input_.ConsumeIntegral<std::int16_t>();
}

std::string EditMaker::text() {
  if (one_in(3)) return input_.PickValueInArray({"张三", "李四", "11010519491231002X", "draft", "a b"});
  auto text = input_.ConsumeRandomLengthString(40);
  return is_plain_text(text) ? text : std::string("王五");
}

FieldValue EditMaker::any_value() {
  switch (input_.ConsumeIntegralInRange<int>(0, 4)) {
    case 0:
      return number();
    case 1:
      return text();
    case 2:
      return Options{"illness"};
    case 3:
      return record_id(input_.ConsumeIntegral<std::uint8_t>());
    default:
      return Null{};
  }
}

FieldValue EditMaker::value(const Field& field) {
  if (one_in(12)) return any_value();
  if (one_in(8)) return Null{};
  if (!field.options.empty()) {
    std::set<std::string> chosen;
    const auto most = input_.ConsumeIntegralInRange<int>(1, 3);
    for (int i = 0; i < most; ++i) {
      chosen.insert(field.options[input_.ConsumeIntegralInRange<std::size_t>(0, field.options.size() - 1)].name);
    }
    if (field.type == FieldType::select_one) return *chosen.begin();
    return Options(chosen.begin(), chosen.end());
  }
  switch (field.type) {
    case FieldType::text:
    case FieldType::id_number:
      return text();
    case FieldType::reference:
      return record_id(input_.ConsumeIntegralInRange<std::uint8_t>(1, 3));
    default:
      return number();
  }
}

std::vector<FieldValue> EditMaker::values(const Form& form, const GroupRule& rule) {
  std::vector<FieldValue> values;
  for (const auto number : rule.fields) values.push_back(value(*form.field(number)));
  if (one_in(16)) values.resize(input_.ConsumeIntegralInRange<std::size_t>(0, 4));
  return values;
}

// One of the workflow's steps from where the record stands.
void EditMaker::step_on(const Form& form, GroupChange& change, const GroupState* state) {
  const auto* present = state == nullptr || state->shown.empty() ? nullptr : std::get_if<std::string>(&state->shown[0]);
  std::vector<std::string> next;
  for (const auto& transition : form.workflow->transitions) {
    if (transition.from == (present == nullptr ? form.workflow->initial : *present)) next.push_back(transition.to);
  }
  if (next.empty()) return;
  change.values = {FieldValue(next[input_.ConsumeIntegralInRange<std::size_t>(0, next.size() - 1)])};
}

GroupChange EditMaker::change(const Form& form, const GroupRule& rule, const EditId& id, const GroupState* state) {
  GroupChange change;
  change.group = rule.number;
  change.base = base(id);
  change.values = values(form, rule);
  if (rule.policy == MergePolicy::workflow && !one_in(4)) step_on(form, change, state);
  if (one_in(3)) change.displayed = state != nullptr && one_in(2) ? state->shown : values(form, rule);
  if (state == nullptr || !one_in(6)) return change;
  for (const auto& head : state->heads) {
    if (change.decides.size() < 4 && one_in(2)) change.decides.push_back(head.origin.edit);
  }
  return change;
}

Edit EditMaker::make(const Form& form, const EditId& id, RecordId record, UnitId unit, const RecordState* state) {
  Edit edit;
  edit.id = id;
  edit.kind = state == nullptr ? EditKind::create : EditKind::change;
  if (one_in(8))
    edit.kind = input_.PickValueInArray({EditKind::create, EditKind::change, EditKind::remove, EditKind::move});
  edit.record = record;
  edit.form = one_in(40) ? "unknown" : form.name;
  edit.form_version = form.version;
  if (edit.kind == EditKind::create || edit.kind == EditKind::move)
    edit.unit = one_in(20) ? UnitId{input_.ConsumeIntegral<std::uint8_t>()} : unit;
  edit.seen = version();
  edit.stamp = Stamp{(kStampMs << 16) + input_.ConsumeIntegral<std::uint32_t>() * std::uint64_t{4096}};
  if (one_in(10)) edit.note = text();
  if (edit.kind == EditKind::move && !one_in(8)) return edit;
  const auto count = input_.ConsumeIntegralInRange<std::size_t>(0, kMostGroups);
  std::set<std::size_t> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    chosen.insert(input_.ConsumeIntegralInRange<std::size_t>(0, form.groups.size() - 1));
  }
  for (const auto i : chosen) {
    const auto& rule = form.groups[i];
    edit.changes.push_back(change(form, rule, id, state == nullptr ? nullptr : state->group(rule.number)));
    if (edit.kind == EditKind::remove && !one_in(8)) edit.changes.back().values.clear();
  }
  if (one_in(30)) {
    GroupChange unknown;
    unknown.group = GroupNumber{60'000};
    unknown.values = {any_value()};
    edit.changes.push_back(std::move(unknown));
  }
  return edit;
}

}  // namespace minsync::fuzz

#include "tests/unit/sync_protocol/merge_fixture.h"

#include <algorithm>

#include "sync_protocol/result.h"

namespace minsync {
namespace {

bool touches(const Edit& edit, GroupNumber group) {
  return std::ranges::find(edit.changes, group, &GroupChange::group) != edit.changes.end();
}

void add_own(std::vector<SequenceRange>& own, Sequence sequence) {
  if (!own.empty() && own.back().last.value + 1 == sequence.value) {
    own.back().last = sequence;
  } else {
    own.push_back({Incarnation{1}, sequence, sequence});
  }
}

Values shown_in(const RecordState& record, GroupNumber group) {
  const GroupState* state = record.group(group);
  return state == nullptr ? Values{} : state->shown;
}

}  // namespace

FieldValue text(const std::string& value) {
  return FieldValue(value);
}
FieldValue number(std::int64_t value) {
  return FieldValue(value);
}
FieldValue options(Options value) {
  if (value.empty()) return FieldValue(Null{});
  return FieldValue(std::move(value));
}
GroupRule rule(MergePolicy policy, GroupNumber group) {
  return GroupRule{group, policy, {FieldNumber{group.value}}};
}
EditId edit_id(std::uint8_t device, std::uint64_t sequence) {
  EditId id{{}, Incarnation{1}, Sequence{sequence}};
  id.device.value.bytes[15] = device;
  return id;
}

Hub::Hub(std::vector<GroupRule> rules) : rules_(std::move(rules)) {
  record_.unit = UnitId{7};
}

const GroupRule& Hub::rule_of(GroupNumber group) const {
  const auto found = std::ranges::find(rules_, group, &GroupRule::number);
  MINSYNC_ASSERT(found != rules_.end());
  return *found;
}

bool Hub::must_refuse(const Edit& edit) const {
  if (unwanted_ && unwanted_(edit)) return true;
  return std::ranges::any_of(edit.changes, [&](const GroupChange& change) {
    const auto policy = rule_of(change.group).policy;
    if (edit.kind == EditKind::remove || (policy != MergePolicy::sum && policy != MergePolicy::set_union)) return false;
    return std::ranges::any_of(arrivals_, [&](const Arrival& earlier) {
      return earlier.refused && touches(earlier.edit, change.group) &&
             covers(Base{{}, change.base.own, {}}, edit.id, Origin{earlier.edit.id, kPendingVersion, {}, 0});
    });
  });
}

Origin Hub::origin_for(const Edit& edit, Role role) {
  Stamp covered;
  for (const auto& change : edit.changes) {
    const GroupState* state = record_.group(change.group);
    if (state == nullptr) continue;
    for (const auto& head : state->heads) {
      if (covers(change.base, edit.id, head.origin)) covered = std::max(covered, head.origin.stamp);
    }
  }
  last_.value += 3;  // other records of the partition have versions too
  return Origin{edit.id, last_, effective_stamp(edit.stamp, minute * 60'000, covered), static_cast<std::uint8_t>(role)};
}

const Arrival& Hub::receive(const Edit& edit, Role role) {
  Arrival arrival{edit, {}, {}, must_refuse(edit)};
  if (!arrival.refused) {
    arrival.origin = origin_for(edit, role);
    if (record_.birth == Version{}) record_.birth = arrival.origin.version;
    arrival.merged = merge_edit(rules_, record_, edit, arrival.origin);
  }
  arrivals_.push_back(std::move(arrival));
  return arrivals_.back();
}

FieldValue Hub::shown(GroupNumber group) const {
  const Values values = shown_in(record_, group);
  return values.empty() ? FieldValue(Null{}) : values.front();
}

std::vector<EditId> Hub::heads(GroupNumber group) const {
  std::vector<EditId> ids;
  if (const GroupState* state = record_.group(group)) {
    for (const auto& head : state->heads) ids.push_back(head.origin.edit);
  }
  return ids;
}

std::vector<Values> Hub::conflict(GroupNumber group) const {
  const GroupState* state = record_.group(group);
  if (state == nullptr) return {};
  const Conflict conflict = conflict_of(rule_of(group), *state);
  if (conflict.others.empty()) return {};
  std::vector<Values> values{conflict.shown->values};
  for (const Head* head : conflict.others) values.push_back(head->values);
  return values;
}

const Arrival& Hub::arrival(const EditId& id) const {
  const auto found = std::ranges::find_if(arrivals_, [&](const Arrival& a) { return a.edit.id == id; });
  MINSYNC_ASSERT(found != arrivals_.end());
  return *found;
}

Outcome Hub::outcome(const Edit& edit, GroupNumber group) const {
  const auto& outcomes = arrival(edit.id).merged.outcomes;
  const auto found = std::ranges::find(outcomes, group, &GroupOutcome::group);
  MINSYNC_ASSERT(found != outcomes.end());
  return found->outcome;
}

Office::Office(Hub& hub, std::uint8_t device, Role role) : hub_(hub), last_id_(edit_id(device, 0)), role_(role) {
  receive();
}

std::uint64_t Office::wall_ms() const {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(hub_.minute) + clock_error_min) * 60'000;
}

Base Office::base_of(GroupNumber group) const {
  Base base{received_.version, {}, {}};
  for (const auto& edit : pending_) {
    if (touches(edit, group)) add_own(base.own, edit.id.sequence);
  }
  return base;
}

Values Office::displayed_in(GroupNumber group, const RecordState& screen) const {
  const auto policy = hub_.rule_of(group).policy;
  if (!carries_displayed(policy)) return {};
  return shown_in(policy == MergePolicy::review ? received_ : screen, group);
}

Edit Office::next_edit(EditKind kind) {
  ++hub_.minute;
  ++last_id_.sequence.value;
  Edit edit;
  edit.id = last_id_;
  edit.kind = kind;
  edit.record = received_.id;
  edit.seen = received_.version;
  edit.stamp = clock_.next(wall_ms());
  return edit;
}

Edit Office::write(GroupNumber group, Values values) {
  return write({{group, std::move(values)}});
}

Edit Office::write(std::vector<std::pair<GroupNumber, Values>> changes, std::vector<EditId> decides) {
  const RecordState before = screen();
  Edit edit = next_edit(before.groups.empty() ? EditKind::create : EditKind::change);
  std::ranges::sort(changes, {}, &std::pair<GroupNumber, Values>::first);
  for (auto& [group, values] : changes) {
    edit.changes.push_back({group, base_of(group), std::move(values), displayed_in(group, before), decides});
  }
  pending_.push_back(edit);
  return edit;
}

Edit Office::remove() {
  const RecordState before = screen();
  Edit edit = next_edit(EditKind::remove);
  for (const auto& group : before.groups) edit.changes.push_back({group.number, base_of(group.number), {}, {}, {}});
  pending_.push_back(edit);
  return edit;
}

void Office::send(std::size_t count) {
  for (; sent_ < pending_.size() && count > 0; --count) hub_.receive(pending_[sent_++], role_);
}

void Office::receive() {
  const std::size_t unsent = pending_.size() - sent_;
  if (unsent > 0) {
    const EditId first_unsent = pending_[sent_].id;
    std::erase_if(pending_, [&](const Edit& edit) { return edit.id < first_unsent && hub_.arrival(edit.id).refused; });
    sent_ = pending_.size() - unsent;
    return;
  }
  pending_.clear();
  sent_ = 0;
  received_ = hub_.record();
  arrivals_seen_ = hub_.arrivals().size();
  for (const auto& group : received_.groups) {
    for (const auto& head : group.heads) clock_.see(head.origin.stamp, hub_.minute * 60'000);
  }
}

void Office::sync() {
  send();
  receive();
}

FieldValue Office::sees(GroupNumber group) const {
  const Values values = shown_in(screen(), group);
  return values.empty() ? FieldValue(Null{}) : values.front();
}

RecordState Office::screen() const {
  RecordState record = received_;
  for (const auto& edit : pending_) {
    merge_edit(hub_.rules(), record, edit,
               Origin{edit.id, kPendingVersion, edit.stamp, static_cast<std::uint8_t>(role_)});
  }
  return record;
}

}  // namespace minsync

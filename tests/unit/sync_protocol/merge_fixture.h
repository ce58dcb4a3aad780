// The people of the merge tests: offices that write without a line and a hub that merges what arrives, over the real
// merge_edit and without stores. There is one record; its groups are the rules the hub is given. Time is a number of
// minutes that passes by one with every edit.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "sync_protocol/hybrid_clock.h"
#include "sync_protocol/merge.h"
#include "sync_protocol/role.h"

namespace minsync {

using Values = std::vector<FieldValue>;

inline constexpr GroupNumber kField{1};  // the group of tests that need only one
inline constexpr GroupNumber kOther{2};

FieldValue text(const std::string& value);
FieldValue number(std::int64_t value);
FieldValue options(Options value);
GroupRule rule(MergePolicy policy, GroupNumber group = kField);
EditId edit_id(std::uint8_t device, std::uint64_t sequence);

// An edit that arrived, and what became of it.
struct Arrival {
  Edit edit;
  Origin origin;
  Merged merged;
  bool refused = false;
};

class Hub {
 public:
  explicit Hub(std::vector<GroupRule> rules);

  const Arrival& receive(const Edit& edit, Role role);
  // The next edits for which this says so are refused, and with them sums and unions that stand on them.
  void refuse_if(std::function<bool(const Edit&)> unwanted) { unwanted_ = std::move(unwanted); }

  const std::vector<GroupRule>& rules() const { return rules_; }
  const GroupRule& rule_of(GroupNumber group) const;
  const RecordState& record() const { return record_; }
  const std::vector<Arrival>& arrivals() const { return arrivals_; }
  FieldValue shown(GroupNumber group = kField) const;
  std::vector<EditId> heads(GroupNumber group = kField) const;
  // The shown value first; empty without a conflict.
  std::vector<Values> conflict(GroupNumber group = kField) const;
  Outcome outcome(const Edit& edit, GroupNumber group = kField) const;  // as told at arrival
  const Arrival& arrival(const EditId& id) const;

  std::uint64_t minute = 1000;

 private:
  bool must_refuse(const Edit& edit) const;
  Origin origin_for(const Edit& edit, Role role);

  std::vector<GroupRule> rules_;
  std::function<bool(const Edit&)> unwanted_;
  RecordState record_;
  std::vector<Arrival> arrivals_;
  Version last_;
};

// A machine in an office. It writes at once and offline; nothing moves until it sends or receives.
class Office {
 public:
  Office(Hub& hub, std::uint8_t device, Role role = Role::township);

  Edit write(FieldValue value) { return write(kField, {std::move(value)}); }
  Edit write(GroupNumber group, Values values);
  Edit write(std::vector<std::pair<GroupNumber, Values>> changes, std::vector<EditId> decides = {});
  Edit decide(FieldValue value, std::vector<EditId> heads) { return write({{kField, {std::move(value)}}}, heads); }
  Edit remove();

  // Hands over pending edits, oldest first; `count` of them at most. No answer is read yet.
  void send(std::size_t count = SIZE_MAX);
  // Reads the answer: the record as the hub has it, and receipts. While some edits are still not handed over, only
  // refusals are taken note of, so that no base rises under a pending edit.
  void receive();
  void sync();

  FieldValue sees(GroupNumber group = kField) const;
  // What the machine shows: the hub's state it had last, with its own edits merged on top.
  RecordState screen() const;
  const RecordState& received() const { return received_; }
  const std::vector<Edit>& pending() const { return pending_; }
  std::size_t arrivals_seen() const { return arrivals_seen_; }
  Role role() const { return role_; }

  std::int64_t clock_error_min = 0;

 private:
  Base base_of(GroupNumber group) const;
  Values displayed_in(GroupNumber group, const RecordState& screen) const;
  Edit next_edit(EditKind kind);
  std::uint64_t wall_ms() const;

  Hub& hub_;
  EditId last_id_;
  Role role_;
  HybridClock clock_;
  RecordState received_;
  std::vector<Edit> pending_;
  std::size_t sent_ = 0;  // of pending_
  std::size_t arrivals_seen_ = 0;
};

}  // namespace minsync

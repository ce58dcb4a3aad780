// The hub to which a history happens first: gives versions, refuses, caps stamps, merges. Plain memory; deliveries to
// the real one (real_hub.h) must come to the same.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "shared/forms/form.h"
#include "sync_protocol/merge.h"
#include "sync_protocol/role.h"

namespace minsync::orders {

class FirstHub {
 public:
  // `judges_transitions`: illegal ones are refused.
  FirstHub(const Form& form, bool judges_transitions) : form_(form), judges_transitions_(judges_transitions) {}

  // Of one office edits arrive in their order. `gap`: so many versions went to other records. Nothing if it is refused.
  std::optional<Origin> receive(const Edit& edit, Role role, std::uint64_t now_ms, std::uint64_t gap);

  Version last() const { return last_; }
  // Without groups as long as its creation has not arrived.
  const RecordState& record(RecordId id) const;
  std::map<RecordId, RecordState> take_records() { return std::move(records_); }

 private:
  bool must_refuse(const RecordState& record, const Edit& edit) const;
  bool is_illegal(const RecordState& record, const GroupChange& change) const;

  const Form& form_;
  bool judges_transitions_;
  Version last_;
  std::map<RecordId, RecordState> records_;
  std::set<EditId> refused_;
};

// No value and a cleared one are the same: nothing.
std::vector<FieldValue> shown_in(const RecordState& record, GroupNumber group);

}  // namespace minsync::orders

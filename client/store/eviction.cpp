#include "client/store/eviction.h"

#include <algorithm>

#include "client/store/learned_forms.h"
#include "client/store/overlay.h"
#include "client/store/rescued.h"
#include "client/store/set_aside.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

bool unanswered(const OutboxEntry& entry) {
  return entry.state != OutboxState::done && entry.state != OutboxState::answered;
}

// Its author must not lose sight of it yet.
bool is_open(const OutboxEntry& entry) {
  switch (entry.state) {
    case OutboxState::pending:
    case OutboxState::waiting:
    case OutboxState::quarantined:
    case OutboxState::held:
      return true;
    default:
      return false;
  }
}

// What merged own edits made of the record is not for this device any more.
Status show_no_more(ClientStore& store, RecordId id) {
  return store.database().run("UPDATE outbox SET state = ? WHERE record = ? AND state = ?",
                              static_cast<int>(OutboxState::done), id, static_cast<int>(OutboxState::unshown));
}

}  // namespace

bool is_of(const StoredRecord& record, PartitionId partition) {
  return record.state.version.value != 0 && record.partition == partition;
}

Result<bool> was_told(ClientStore& store, RecordId id) {
  MINSYNC_ASSIGN(auto row, store.database().query("SELECT 1 FROM told_anew WHERE record = ?", id));
  return row.step();
}

Status note_told(ClientStore& store, RecordId record, PartitionId partition) {
  return store.database().run("INSERT OR REPLACE INTO told_anew VALUES (?, ?)", record, partition);
}

Status forget_told(ClientStore& store, PartitionId partition) {
  return store.database().run("DELETE FROM told_anew WHERE partition = ?", partition);
}

Status evict(ClientStore& store, const Form& form, RecordId id) {
  MINSYNC_ASSIGN(auto record, store.records().load(form, id));
  if (!record) return {};
  MINSYNC_TRY(show_no_more(store, id));
  MINSYNC_ASSIGN(const auto own, store.edits_of(id));
  if (std::ranges::any_of(own, is_open)) {
    return store.database().run("INSERT OR REPLACE INTO leaving VALUES (?, ?)", id, std::string_view(form.name));
  }
  MINSYNC_TRY(store.database().run("DELETE FROM leaving WHERE record = ?", id));
  return store.records().erase(form, id);
}

Result<bool> evict_refused(ClientStore& store, const Form& form, const StoredRecord& record) {
  if (record.state.version.value != 0) return false;
  MINSYNC_ASSIGN(const auto own, store.edits_of(record.state.id));
  // One that is only here goes on until its creation is mended.
  const bool stays = std::ranges::any_of(own, [](const OutboxEntry& entry) {
    return is_open(entry) || (entry.edit.kind == EditKind::create && entry.state == OutboxState::refused);
  });
  if (stays) return false;
  MINSYNC_TRY(evict(store, form, record.state.id));
  return true;
}

Result<bool> is_leaving(ClientStore& store, RecordId id) {
  MINSYNC_ASSIGN(auto row, store.database().query("SELECT 1 FROM leaving WHERE record = ?", id));
  return row.step();
}

Status evict_answered(ClientStore& store) {
  std::vector<std::pair<RecordId, std::string>> leaving;
  {
    MINSYNC_ASSIGN(auto rows, store.database().prepare("SELECT record, form FROM leaving"));
    for (;;) {
      MINSYNC_ASSIGN(const bool found, rows.step());
      if (!found) break;
      leaving.emplace_back(RecordId{rows.uuid(0)}, std::string(rows.text(1)));
    }
  }
  for (const auto& [id, name] : leaving) {
    const Form* form = store.forms().find(name);
    if (form != nullptr) MINSYNC_TRY(evict(store, *form, id));
  }
  return {};
}

Status evict_unseen(ClientStore& store, PartitionId partition, Version until) {
  std::vector<std::pair<RecordId, const Form*>> unseen;
  {
    static_assert(static_cast<int>(OutboxState::unshown) == 1, "the index has it");
    MINSYNC_ASSIGN(auto rows, store.database().query("SELECT record, edit FROM outbox CROSS JOIN outbox_edit USING "
                                                     "(sequence) WHERE state = 1 AND partition = ? AND version <= ?",
                                                     partition, until));
    for (;;) {
      MINSYNC_ASSIGN(const bool found, rows.step());
      if (!found) break;
      MINSYNC_ASSIGN(const auto edit, decode_edit(rows.blob(1)));
      if (const Form* form = store.forms().find(edit.form)) unseen.emplace_back(RecordId{rows.uuid(0)}, form);
    }
  }
  for (const auto& [id, form] : unseen) {
    MINSYNC_ASSIGN(const auto record, store.records().load(*form, id));
    MINSYNC_ASSIGN(const auto aside, find_aside(store, id));
    if (record && record->state.version.value == 0 && !aside) MINSYNC_TRY(evict(store, *form, id));
  }
  return {};
}

// What was stored of the record is not the hub's any more: own edits that it has not answered stand alone now, and are
// merged into whatever it says of them.
static Status leave_own_edits(ClientStore& store, const Form& form, RecordId id) {
  MINSYNC_ASSIGN(auto record, store.records().load(form, id));
  if (!record) return {};
  MINSYNC_TRY(rescue(store, form, record->state, nullptr));
  MINSYNC_TRY(show_no_more(store, id));
  MINSYNC_ASSIGN(const auto own, store.edits_of(id));
  if (std::ranges::none_of(own, unanswered)) return evict(store, form, id);
  RecordState nothing;
  nothing.id = id;
  nothing.unit = record->state.unit;
  record->state = std::move(nothing);
  show_with_edits(form, *record, edits_on_top(record->state, own), store.enrolment().role);
  return store.save(form, *record, false);
}

Status evict_untold(ClientStore& store, PartitionId partition) {
  for (const auto& form : store.forms().forms()) {
    std::vector<RecordId> gone;
    MINSYNC_TRY(store.records().scan(*form, std::nullopt, [&](StoredRecord& record) -> Result<bool> {
      if (!is_of(record, partition)) return true;
      MINSYNC_ASSIGN(const bool told, was_told(store, record.state.id));
      if (!told) gone.push_back(record.state.id);
      return true;
    }));
    for (const auto id : gone) MINSYNC_TRY(leave_own_edits(store, *form, id));
  }
  MINSYNC_TRY(drop_untold_unknown(store, partition));
  return forget_told(store, partition);
}

}  // namespace minsync

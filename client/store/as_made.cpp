// Rows of own new records that stand as their edits made them: the hub's answer to many of them is one statement on the
// outbox, and no record is written again.
#include "client/store/client_store.h"

namespace minsync {

void ClientStore::know_merged() {
  records_->know_merged([this](Sequence sequence) -> Result<Version> {
    MINSYNC_ASSIGN(auto row, database_.query("SELECT version FROM outbox WHERE sequence = ? AND as_made = 1 AND"
                                             " state = 2",
                                             sequence));
    MINSYNC_ASSIGN(const bool found, row.step());
    return found ? Version{row.number(0)} : Version{};
  });
}

Result<std::uint64_t> ClientStore::merged_as_made(const ReceiptRange& range) {
  static_assert(static_cast<int>(OutboxState::done) == 2 && static_cast<int>(OutboxState::pending) == 0);
  MINSYNC_TRY(database_.run(
      "UPDATE outbox SET state = 2, version = ? + sequence WHERE sequence BETWEEN ? AND ? AND"
      " incarnation = ? AND +state = 0 AND as_made = 1",
      range.version.value - range.first.value, range.first, range.first.value + range.count - 1, range.incarnation));
  return static_cast<std::uint64_t>(database_.changes());
}

Status ClientStore::not_as_made(const ReceiptRange& range) {
  return database_.run("UPDATE outbox SET as_made = 0 WHERE as_made = 1 AND +state = 0 AND sequence BETWEEN ? AND ?",
                       range.first, range.first.value + range.count - 1);
}

Status ClientStore::save(const Form& form, const StoredRecord& record, bool fresh) {
  if (record.made_by.value != 0) {
    MINSYNC_TRY(database_.run("UPDATE outbox SET as_made = 0 WHERE sequence = ?", record.made_by));
  }
  return records_->save(form, record, fresh);
}

// Before what the outbox says of them changes its meaning.
Status ClientStore::write_out_made() {
  for (const auto& form : forms_->forms()) {
    std::vector<RecordId> made;
    MINSYNC_TRY(records_->scan(*form, std::nullopt, [&](StoredRecord& record) -> Result<bool> {
      if (record.made_by.value != 0) made.push_back(record.state.id);
      return true;
    }));
    for (const auto id : made) {
      MINSYNC_ASSIGN(const auto record, records_->load(*form, id));
      MINSYNC_TRY(save(*form, *record, false));
    }
  }
  return {};
}

}  // namespace minsync

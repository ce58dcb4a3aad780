#include "client/store/attached_files.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace minsync {
namespace {

Blob blob_of_hash(const ContentHash& hash) {
  return {{reinterpret_cast<const char*>(hash.data()), hash.size()}};
}

ContentHash read_hash(std::string_view bytes) {
  ContentHash hash{};
  for (std::size_t i = 0; i < std::min(hash.size(), bytes.size()); ++i) hash[i] = static_cast<std::uint8_t>(bytes[i]);
  return hash;
}

// At the hub, as far as it told: an own removal that is not merged may be held or refused. Nobody asks for the files of
// a removed record; they are asked for again if it turns out to live.
Result<bool> is_removed(ClientStore& store, RecordId id) {
  MINSYNC_ASSIGN(const Form* form, store.records().form_of(id));
  if (form == nullptr) return false;
  MINSYNC_ASSIGN(const auto record, store.records().load(*form, id));
  return record && record->state.deleted;
}

bool is_answered(const OutboxEntry& entry) {
  return entry.state == OutboxState::done || entry.state == OutboxState::answered;
}

}  // namespace

std::string files_folder_of(const std::string& data) {
  return (std::filesystem::path(data) / "files").string();
}

Status note_attached(ClientStore& store, const FileReference& file, RecordId record) {
  return store.database().run("INSERT OR REPLACE INTO attached VALUES (?, ?, ?, 0)", blob_of_hash(file.hash), record,
                              file.size);
}

Result<std::vector<NamedFile>> files_to_send(ClientStore& store) {
  std::vector<NamedFile> files;
  {
    MINSYNC_ASSIGN(auto row, store.database().query("SELECT hash, size, record FROM attached WHERE settled_in <> ?"
                                                    " ORDER BY rowid",
                                                    store.enrolment().epoch));
    for (;;) {
      MINSYNC_ASSIGN(const bool found, row.step());
      if (!found) break;
      files.push_back({read_hash(row.blob(0)), row.number(1), RecordId{row.uuid(2)}});
    }
  }
  std::vector<NamedFile> wanted;
  for (const auto& file : files) {
    MINSYNC_ASSIGN(const bool removed, is_removed(store, file.record));
    if (!removed) wanted.push_back(file);
  }
  return wanted;
}

Result<WaitingFiles> count_files_to_send(ClientStore& store) {
  MINSYNC_ASSIGN(const auto files, files_to_send(store));
  std::set<ContentHash> counted;
  WaitingFiles waiting;
  for (const auto& file : files) {
    if (!counted.insert(file.hash).second) continue;
    ++waiting.count;
    waiting.bytes += file.size;
  }
  return waiting;
}

Result<std::optional<bool>> file_sent(ClientStore& store, const FileReference& file, RecordId record) {
  MINSYNC_ASSIGN(auto row, store.database().query("SELECT settled_in FROM attached WHERE hash = ? AND record = ?",
                                                  blob_of_hash(file.hash), record));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return row.number(0) == store.enrolment().epoch;
}

Status note_file_sent(ClientStore& store, const NamedFile& file) {
  return store.database().run("UPDATE attached SET settled_in = ? WHERE hash = ?", store.enrolment().epoch,
                              blob_of_hash(file.hash));
}

Status note_file_unknown(ClientStore& store, const NamedFile& file) {
  MINSYNC_ASSIGN(const auto own, store.edits_of(file.record));
  if (!std::ranges::all_of(own, is_answered)) return {};
  MINSYNC_ASSIGN(const bool removed, is_removed(store, file.record));
  if (removed) return {};
  return store.database().run("UPDATE attached SET settled_in = ? WHERE hash = ? AND record = ?",
                              store.enrolment().epoch, blob_of_hash(file.hash), file.record);
}

}  // namespace minsync

#include "client/store/attached_files.h"

#include <algorithm>
#include <filesystem>

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
  MINSYNC_ASSIGN(auto row, store.database().query("SELECT hash, size, record FROM attached WHERE rowid IN (SELECT"
                                                  " min(rowid) FROM attached WHERE settled_in <> ? GROUP BY hash)"
                                                  " ORDER BY rowid",
                                                  store.enrolment().epoch));
  std::vector<NamedFile> files;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return files;
    files.push_back({read_hash(row.blob(0)), row.number(1), RecordId{row.uuid(2)}});
  }
}

Result<WaitingFiles> count_files_to_send(ClientStore& store) {
  MINSYNC_ASSIGN(auto row, store.database().query("SELECT count(*), coalesce(sum(size), 0) FROM (SELECT DISTINCT hash,"
                                                  " size FROM attached WHERE settled_in <> ?)",
                                                  store.enrolment().epoch));
  MINSYNC_TRY(row.step());
  return WaitingFiles{row.number(0), row.number(1)};
}

Status note_file_sent(ClientStore& store, const NamedFile& file) {
  return store.database().run("UPDATE attached SET settled_in = ? WHERE hash = ?", store.enrolment().epoch,
                              blob_of_hash(file.hash));
}

Status note_file_unknown(ClientStore& store, const NamedFile& file) {
  MINSYNC_ASSIGN(const auto own, store.edits_of(file.record));
  if (!std::ranges::all_of(own, is_answered)) return {};
  return store.database().run("UPDATE attached SET settled_in = ? WHERE hash = ? AND record = ?",
                              store.enrolment().epoch, blob_of_hash(file.hash), file.record);
}

}  // namespace minsync

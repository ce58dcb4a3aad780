#include "client/sync/file_agent.h"

#include <algorithm>
#include <set>

#include "client/sync/file_line.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

// Pieces that the hub took nothing of, before this is no progress any more.
constexpr int kIdlePieces = 3;
// What a hub sends is kept apart from what is copied in here.
constexpr const char* kFromHub = "hub";

struct Sending {
  ClientStore& store;
  const ContentFolder& folder;
  FileLine& line;
  const std::function<void(const FileProgress&)>& on_progress;
  FileProgress progress{};
  FileReport report{};
  std::set<ContentHash> settled{};  // in this run, whichever record it was asked for

  void tell() const {
    if (on_progress) on_progress(progress);
  }
};

Status in_transaction(ClientStore& store, const std::function<Status()>& work) {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_TRY(work());
  return transaction.commit();
}

Fault refusal_of(const FileState& state) {
  return {FaultKind::partial, state.reason, state.args, {}};
}

// One file, from where the hub says it is to its end.
Status send_rest(Sending& sending, const NamedFile& file, FileState state) {
  const auto before = sending.progress.bytes_done;
  for (int idle = 0; state.standing == FileStanding::partly;) {
    const auto offset = std::min(state.arrived, file.size);
    MINSYNC_ASSIGN(auto answer, sending.line.ask([&]() -> Result<FileRequest> {
      FileRequest request;
      request.question = FileQuestion::put;
      request.files = {file};
      request.offset = offset;
      const auto left = static_cast<std::size_t>(std::min<std::uint64_t>(file.size - offset, kMaxPieceBytes));
      MINSYNC_ASSIGN(request.bytes, sending.folder.read(file.hash, offset, std::min(left, sending.line.piece_bytes())));
      return request;
    }));
    state = std::move(answer.files.front());
    if (planted(PlantedBug::file_counts_when_begun)) {
      MINSYNC_TRY(in_transaction(sending.store, [&] { return note_file_sent(sending.store, file); }));
    }
    const bool stuck = state.standing == FileStanding::partly && state.arrived <= offset;
    idle = stuck ? idle + 1 : 0;
    if (idle == kIdlePieces) return fail(FaultKind::failed, "network.bad_answer");
    sending.progress.bytes_done = before + std::min(state.arrived, file.size);
    sending.tell();
  }
  sending.progress.bytes_done = before + file.size;
  if (state.standing == FileStanding::refused) sending.report.refused.push_back(refusal_of(state));
  if (state.standing != FileStanding::complete) return {};
  ++sending.report.sent;
  sending.report.bytes += file.size;
  return in_transaction(sending.store, [&] { return note_file_sent(sending.store, file); });
}

Status send_one(Sending& sending, const NamedFile& file, const FileState& state) {
  switch (state.standing) {
    case FileStanding::complete:
      return in_transaction(sending.store, [&] { return note_file_sent(sending.store, file); });
    case FileStanding::unknown:
      return in_transaction(sending.store, [&] { return note_file_unknown(sending.store, file); });
    case FileStanding::refused:
      sending.report.refused.push_back(refusal_of(state));
      return {};
    case FileStanding::partly:
      break;
  }
  if (sending.folder.size_of(file.hash) != file.size) {
    sending.report.refused.push_back({FaultKind::partial, "files.gone", {hash_text(file.hash)}, {}});
    return {};
  }
  return send_rest(sending, file, state);
}

Status send_some(Sending& sending, const std::vector<NamedFile>& files) {
  MINSYNC_ASSIGN(const auto answer, sending.line.ask([&]() -> Result<FileRequest> {
    FileRequest request;
    request.files = files;
    return request;
  }));
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (sending.settled.contains(files[i].hash)) continue;
    MINSYNC_TRY(send_one(sending, files[i], answer.files[i]));
    // One of which the hub does not know this record may be another's.
    if (answer.files[i].standing == FileStanding::unknown) continue;
    sending.settled.insert(files[i].hash);
    ++sending.progress.done;
    sending.tell();
  }
  return {};
}

Status send_all(Sending& sending, const std::vector<NamedFile>& files) {
  std::set<ContentHash> counted;
  for (const auto& file : files) {
    if (!counted.insert(file.hash).second) continue;
    ++sending.progress.files;
    sending.progress.bytes += file.size;
  }
  for (std::size_t at = 0; at < files.size(); at += kMaxFilesAsked) {
    const auto end = std::min(at + kMaxFilesAsked, files.size());
    MINSYNC_TRY(send_some(
        sending, {files.begin() + static_cast<std::ptrdiff_t>(at), files.begin() + static_cast<std::ptrdiff_t>(end)}));
  }
  return {};
}

Status fetch_rest(FileLine& line, const ContentFolder& folder, const NamedFile& file,
                  const std::function<void(const FileProgress&)>& on_progress) {
  auto arrived = folder.arrived(file.hash, kFromHub);
  while (arrived < file.size) {
    MINSYNC_ASSIGN(const auto answer, line.ask([&]() -> Result<FileRequest> {
      FileRequest request;
      request.question = FileQuestion::get;
      request.files = {file};
      request.offset = arrived;
      request.limit = static_cast<std::uint32_t>(line.piece_bytes());
      return request;
    }));
    const auto standing = answer.files.front().standing;
    if (standing == FileStanding::unknown) return fail(FaultKind::not_allowed, "files.not_for_here");
    if (standing != FileStanding::complete) return fail(FaultKind::failed, "files.awaited");
    if (answer.bytes.empty()) return fail(FaultKind::failed, "network.bad_answer");
    MINSYNC_ASSIGN(arrived, folder.append(file.hash, kFromHub, arrived, answer.bytes));
    if (on_progress) on_progress({1, 0, file.size, std::min(arrived, file.size)});
  }
  return folder.finish(file.hash, kFromHub);
}

}  // namespace

Result<FileReport> send_files(ClientStore& store, Transport& line, const ContentFolder& folder,
                              const FileOptions& options, const std::atomic<bool>& cancel,
                              const std::function<void(const FileProgress&)>& on_progress) {
  MINSYNC_ASSIGN(const auto files, files_to_send(store));
  if (files.empty()) return FileReport{};
  MINSYNC_ASSIGN(auto file_line, FileLine::open(store, line, options, cancel));
  Sending sending{store, folder, file_line, on_progress};
  const auto done = send_all(sending, files);
  if (!done) sending.report.broken = done.error();
  MINSYNC_ASSIGN(const auto waiting, count_files_to_send(store));
  sending.report.left = waiting.count;
  return std::move(sending.report);
}

Status fetch_file(ClientStore& store, Transport& line, const ContentFolder& folder, const NamedFile& file,
                  const FileOptions& options, const std::atomic<bool>& cancel,
                  const std::function<void(const FileProgress&)>& on_progress) {
  if (folder.size_of(file.hash)) return {};
  MINSYNC_ASSIGN(auto file_line, FileLine::open(store, line, options, cancel));
  return fetch_rest(file_line, folder, file, on_progress);
}

}  // namespace minsync

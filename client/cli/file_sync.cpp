#include "client/cli/file_sync.h"

#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "client/cli/line.h"

namespace minsync {
namespace {

constexpr std::size_t kReasonsShown = 5;

void draw(const Context& context, const FileProgress& now) {
  const auto line = context.text("client.files_progress", {std::to_string(now.done), std::to_string(now.files),
                                                           size_text(now.bytes_done), size_text(now.bytes)});
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
}

}  // namespace

Result<FileReport> sync_files(Context& context, ClientStore& store, Transport& line, std::size_t piece_bytes) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  FileOptions options;
  options.piece_bytes = piece_bytes;
  auto report = send_files(store, line, ContentFolder(files_folder_of(context.data)), options, *context.cancel,
                           [&](const FileProgress& now) {
                             if (terminal) draw(context, now);
                           });
  if (terminal) std::fputs("\r\033[K", stderr);
  return report;
}

Json files_json(const FileReport& report) {
  return {{"sent", report.sent}, {"left", report.left}, {"bytes", report.bytes}, {"refused", report.refused.size()}};
}

Result<int> tell_files(Context& context, const FileReport& report) {
  const bool any = report.sent + report.left > 0;
  if (any && !context.json) {
    context.print(context.text("client.synced_files",
                               {std::to_string(report.sent), size_text(report.bytes), std::to_string(report.left)}));
  }
  for (std::size_t i = 0; i < report.refused.size() && i < kReasonsShown; ++i) {
    context.note(context.text("client.file_not_taken", {say(context.language(), report.refused[i])}));
  }
  if (report.broken) return fail(*report.broken);
  return report.refused.empty() ? kDone : static_cast<int>(FaultKind::partial);
}

}  // namespace minsync

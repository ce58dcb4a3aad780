#include "client/local/page_reply.h"

#include "client/web/page_files.h"

namespace minsync {

std::optional<LocalReply> page_reply(std::string_view path, Language language) {
  const PageFile* file = find_page_file(path == "/" ? "/index.html" : path);
  if (file == nullptr) {
    if (path != "/") return std::nullopt;
    return LocalReply{200, "text/plain; charset=utf-8", say(language, "local.no_page") + "\n", {}};
  }
  LocalReply reply{200, std::string(file->content_type), std::string(file->bytes), {}};
  if (file->gzipped) reply.headers.emplace_back("Content-Encoding", "gzip");
  if (path.starts_with("/assets/")) reply.headers.emplace_back("Cache-Control", "private, max-age=31536000, immutable");
  return reply;
}

}  // namespace minsync

#include "tests/benchmarks/peers/changeset/changes.h"

#include <zstd.h>

namespace minsync::peer {
namespace {

int take_it(void* count, int kind, sqlite3_changeset_iter*) {
  ++*static_cast<int*>(count);
  return kind == SQLITE_CHANGESET_DATA || kind == SQLITE_CHANGESET_CONFLICT ? SQLITE_CHANGESET_REPLACE
                                                                            : SQLITE_CHANGESET_OMIT;
}

}  // namespace

Recording::Recording(sqlite3* handle) {
  if (sqlite3session_create(handle, "main", &session_) != SQLITE_OK) stop("no session");
  if (sqlite3session_attach(session_, "households") != SQLITE_OK) stop("no session of the table");
}

Recording::~Recording() {
  sqlite3session_delete(session_);
}

std::string Recording::changeset() {
  int size = 0;
  void* bytes = nullptr;
  if (sqlite3session_changeset(session_, &size, &bytes) != SQLITE_OK) stop("no changeset");
  std::string out(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  sqlite3_free(bytes);
  return out;
}

std::string packed(const std::string& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const auto size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3);
  if (ZSTD_isError(size)) stop("zstd");
  out.resize(size);
  return out;
}

std::string unpacked(const std::string& bytes) {
  std::string out(ZSTD_getFrameContentSize(bytes.data(), bytes.size()), '\0');
  if (ZSTD_isError(ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size()))) stop("zstd");
  return out;
}

int apply(PlainTable& table, std::string changeset) {
  int other = 0;
  table.begin();
  const auto size = static_cast<int>(changeset.size());
  if (sqlite3changeset_apply(table.handle(), size, changeset.data(), nullptr, take_it, &other) != SQLITE_OK) {
    stop(std::string("apply: ") + sqlite3_errmsg(table.handle()));
  }
  table.commit();
  return other;
}

}  // namespace minsync::peer

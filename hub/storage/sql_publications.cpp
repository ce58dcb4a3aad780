#include "hub/storage/sql_publications.h"

#include <algorithm>

namespace minsync {

const char* const kPublicationSchema = R"sql(
CREATE TABLE IF NOT EXISTS publication (
  year INTEGER, number INTEGER, body BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (year, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS publication_draft (
  request INTEGER PRIMARY KEY, year INTEGER NOT NULL, body BLOB NOT NULL);
)sql";

Status SqlPublications::put(const PublicationRow& row) {
  const std::string_view hash(reinterpret_cast<const char*>(row.hash.data()), row.hash.size());
  return database_.run("INSERT INTO publication VALUES (?, ?, ?, ?)", row.number.year, row.number.number,
                       Blob{row.body}, Blob{hash});
}

Result<std::optional<PublicationRow>> SqlPublications::find(const PublicationNumber& number) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT body, hash FROM publication WHERE year = ? AND number = ?",
                                           number.year, number.number));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  PublicationRow publication{number, std::string(row.blob(0))};
  // What was altered behind the hub's back may be of any length.
  const auto hash = row.blob(1);
  std::copy_n(hash.begin(), std::min(publication.hash.size(), hash.size()), publication.hash.begin());
  return publication;
}

Result<std::vector<PublicationNumber>> SqlPublications::numbers() {
  MINSYNC_ASSIGN(auto rows, database_.prepare("SELECT year, number FROM publication ORDER BY year, number"));
  std::vector<PublicationNumber> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return all;
    all.push_back({static_cast<std::int32_t>(rows.integer(0)), static_cast<std::uint32_t>(rows.number(1))});
  }
}

Status SqlPublications::put_draft(const PublicationDraft& draft) {
  return database_.run("INSERT INTO publication_draft VALUES (?, ?, ?)", draft.request, draft.year, Blob{draft.body});
}

Result<std::optional<PublicationDraft>> SqlPublications::draft(std::uint64_t request) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT year, body FROM publication_draft WHERE request = ?", request));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return PublicationDraft{request, static_cast<std::int32_t>(row.integer(0)), std::string(row.blob(1))};
}

Result<std::vector<std::uint64_t>> SqlPublications::drafts() {
  MINSYNC_ASSIGN(auto rows, database_.prepare("SELECT request FROM publication_draft ORDER BY request"));
  std::vector<std::uint64_t> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return all;
    all.push_back(rows.number(0));
  }
}

Status SqlPublications::drop_draft(std::uint64_t request) {
  return database_.run("DELETE FROM publication_draft WHERE request = ?", request);
}

}  // namespace minsync

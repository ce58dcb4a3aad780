// A target book's file becomes records: items and indicators of the city, a county's allotment and each of its results.
#pragma once

#include "hub/target_records/record_writer.h"
#include "hub/targets/target_book.h"

namespace minsync {

// `file` is the name of a built-in book, or a path. `year` chooses the targets of a plan over several years. A file
// that extends a book takes the stored one of that name, else the built-in one, which is then imported with it.
struct BookToImport {
  std::optional<TargetBook> own;  // whose items and indicators are to be written; nothing if they are stored already
  TargetBook whole;               // with the allotments
};
Result<BookToImport> open_target_book(const std::string& file, const std::vector<TargetBook>& stored,
                                      std::int32_t year);

// Inside the caller's write transaction. Records that are there are found again: a book by name, an item by book, year
// and number, an indicator by item and key, an allotment by indicator and county, a result by indicator, county and
// period. A result that an office has changed since stays as the office wrote it.
Result<WriteCount> import_target_book(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                      const BookToImport& book, std::int32_t year);

}  // namespace minsync

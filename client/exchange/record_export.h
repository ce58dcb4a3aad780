// Records of a form as a CSV file that can be changed in a spreadsheet and imported again.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "client/exchange/csv.h"
#include "client/store/client_store.h"
#include "shared/forms/disclosure.h"
#include "shared/text/text.h"

namespace minsync {

inline constexpr std::string_view kIdColumn = "id", kOrgColumn = "org", kSeenColumn = "_seen";

struct ExportOptions {
  CsvEncoding encoding = CsvEncoding::utf8;  // or gb18030
  // Headers and options as labels of this language instead of names; import reads both.
  std::optional<Language> labels;
  // Which records; all that are not deleted if empty.
  std::function<bool(const StoredRecord&)> chosen;
  Disclosure disclosure = Disclosure::masked;
};

// Columns id, org (12 digits), every field, _seen (displayed_token.h). Where sensitive fields are masked, the tokens
// are sealed: an import at this office takes a masked cell for untouched. Returns the number of records. One read
// snapshot; the file appears only when it is complete.
Result<std::uint64_t> export_records(ClientStore& store, const Form& form, const std::filesystem::path& path,
                                     const ExportOptions& options);

// The same into a writer, to be finished by the caller.
Result<std::uint64_t> export_records(ClientStore& store, const Form& form, CsvWriter& file,
                                     const ExportOptions& options);

}  // namespace minsync

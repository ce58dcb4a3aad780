#include "client/exchange/record_export.h"
#include "client/local/handlers.h"
#include "client/local/record_finder.h"

namespace minsync {

// In memory: what is personal does not lie on the disk beside a sealed database until the user saves it somewhere.
Result<LocalReply> export_file(Call& call) {
  MINSYNC_ASSIGN(const Form* form, call.store().forms().get(call.name));
  MINSYNC_ASSIGN(const auto query, list_query(call, *form));
  ExportOptions options;
  options.labels = call.language;
  const auto encoding = query_value(call.request.target, "encoding");
  if (!encoding.empty() && encoding != "utf8" && encoding != "gb18030") {
    return fail(FaultKind::bad_input, "local.bad_value", {"encoding"});
  }
  options.encoding = encoding == "gb18030" ? CsvEncoding::gb18030 : CsvEncoding::utf8;
  if (!query.everything()) {
    MINSYNC_ASSIGN(auto ids, find_all(call, *form, query));
    options.chosen = [ids = std::move(ids)](const StoredRecord& record) { return ids.contains(record.state.id); };
  }
  std::string bytes;
  auto file = CsvWriter::to_memory(bytes, options.encoding);
  MINSYNC_TRY(export_records(call.store(), *form, file, options));
  MINSYNC_TRY(file.finish());
  const auto type = options.encoding == CsvEncoding::gb18030 ? "text/csv; charset=gb18030" : "text/csv; charset=utf-8";
  return file_reply(std::move(bytes), type, form->name + ".csv");
}

}  // namespace minsync

// Files of records: kept before the entry that refers to them, shown from the device's folder, brought from the hub.
#include <atomic>

#include "client/documents/found_record.h"
#include "client/exchange/attaching.h"
#include "client/local/handlers.h"
#include "client/local/record_rows.h"
#include "client/sync/file_agent.h"
#include "client/transport/transport.h"
#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

struct NamedFileField {
  FoundRecord found;
  const Field* field = nullptr;
  FileReference file;
};
Result<NamedFileField> find_file(Call& call, const std::string& name) {
  NamedFileField named;
  MINSYNC_ASSIGN(named.found, find_record(call.store(), call.name));
  MINSYNC_ASSIGN(named.field, get_field(*named.found.form, name));
  MINSYNC_ASSIGN(named.file, file_in(*named.found.form, *named.field, named.found.record.shown));
  return named;
}

// Only what a browser draws without running it is called what it is.
std::string type_of(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("GIF8")) return "image/gif";
  if (bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
  return "application/octet-stream";
}

// RFC 8187.
std::string encoded(std::string_view name) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : name) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

}  // namespace

Result<Json> files_json(Call& call, const Form& form, const StoredRecord& record) {
  Json out = Json::object();
  const ContentFolder folder(files_folder_of(call.store().folder()));
  for (const auto& field : form.fields) {
    if (field.type != FieldType::file) continue;
    const auto file = file_in(form, field, record.shown);
    if (!file) continue;
    MINSYNC_ASSIGN(const auto sent, file_sent(call.store(), *file, record.state.id));
    out[field.name] = {{"name", file->name},
                       {"size", file->size},
                       {"here", folder.size_of(file->hash).has_value()},
                       {"sent", sent ? Json(*sent ? "received" : "waiting") : Json(nullptr)}};
  }
  return out;
}

Result<LocalReply> keep_page_file(Call& call) {
  MINSYNC_ASSIGN(const auto name, need_text(call, "name", 1000));
  MINSYNC_ASSIGN(const auto data, need_text(call, "data", std::size_t{28} << 20));
  const auto bytes = from_base64(data);
  if (!bytes) return fail(FaultKind::bad_input, "local.bad_value", {"data"});
  MINSYNC_ASSIGN(const auto file, keep_file(call.store(), name, *bytes, call.page.settings.file_bytes));
  return json_reply({{"value", file_reference_text(file)}, {"name", file.name}, {"size", file.size}});
}

Result<LocalReply> record_file(Call& call) {
  MINSYNC_ASSIGN(const auto name, query_text(call, "field"));
  MINSYNC_ASSIGN(const auto named, find_file(call, name));
  const ContentFolder folder(files_folder_of(call.store().folder()));
  const auto size = folder.size_of(named.file.hash);
  if (!size) return fail(FaultKind::bad_input, "client.file_away", {named.file.name});
  if (named.field->sensitive) {
    MINSYNC_TRY(call.disclose({"fetch", call.name + " " + named.field->name, 1}));
  }
  MINSYNC_ASSIGN(auto bytes, folder.read(named.file.hash, 0, *size));
  const auto type = type_of(bytes);
  return LocalReply{200,
                    type,
                    std::move(bytes),
                    {{"Content-Disposition", "attachment; filename*=UTF-8''" + encoded(named.file.name)}}};
}

// Beside the others, since a line may be slow; what has arrived stays for the next try.
Result<LocalReply> fetch_record_file(Call& call) {
  MINSYNC_ASSIGN(const auto name, need_text(call, "field", 200));
  MINSYNC_ASSIGN(const auto named, find_file(call, name));
  const ContentFolder folder(files_folder_of(call.store().folder()));
  if (!folder.size_of(named.file.hash)) {
    const auto& own = call.store().enrolment();
    const auto& other = call.page.settings.hub_address;
    const std::atomic<bool> never = false;
    const auto line = make_curl_transport({other.empty() ? own.hub_url : other, own.hub_pin}, never);
    const NamedFile wanted{named.file.hash, named.file.size, named.found.record.state.id};
    FileOptions options;
    options.attempts = 1;
    MINSYNC_TRY(fetch_file(call.store(), *line, folder, wanted, options, never, {}));
  }
  return done_reply();
}

}  // namespace minsync

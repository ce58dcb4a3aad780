#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/documents/hub_json.h"
#include "hub/storage/snapshot.h"
#include "shared/store/durable_files.h"

namespace minsync {
namespace {

struct AuditOptions {
  std::string file, against;
  std::uint64_t after = 0, limit = 100;
};

std::vector<std::string> entry_words(const HubContext& context, const AuditEntry& entry) {
  std::string details;
  for (const auto& detail : entry.event.details) details += (details.empty() ? "" : ", ") + detail;
  const auto message = action_message(entry.event.action);
  return {std::to_string(entry.number),
          time_text(entry.at_ms),
          entry.event.actor,
          message.empty() ? std::string() : context.text(message),
          entry.event.object,
          details};
}

Status list(HubContext& context, const AuditOptions& options) {
  MINSYNC_ASSIGN(auto* store, context.store());
  std::vector<AuditEntry> entries;
  bool more = false;
  MINSYNC_TRY(store->each_audit(options.after, [&](const AuditEntry& entry) -> Result<bool> {
    more = entries.size() == options.limit;
    if (!more) entries.push_back(entry);
    return !more;
  }));
  if (context.json) {
    auto document = nlohmann::json{{"entries", nlohmann::json::array()}, {"next", nullptr}};
    for (const auto& entry : entries) document["entries"].push_back(entry_json(entry));
    if (more && !entries.empty()) document["next"] = entries.back().number;
    context.print(document);
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& entry : entries) rows.push_back(entry_words(context, entry));
  if (!rows.empty()) context.line(table(rows));
  return {};
}

// Of a file that may be long; a line of an export is far shorter than what is looked at.
Result<std::string> last_line(const std::string& file) {
  constexpr std::streamoff kLongestLine = 1 << 20;
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) return fail(FaultKind::bad_input, "common.cannot_open", {file});
  const std::streamoff size = in.tellg();
  std::string end(static_cast<std::size_t>(std::clamp<std::streamoff>(size, 0, kLongestLine)), '\0');
  in.seekg(size - static_cast<std::streamoff>(end.size()));
  in.read(end.data(), static_cast<std::streamsize>(end.size()));
  while (!end.empty() && end.back() == '\n') end.pop_back();
  const auto before = end.rfind('\n');
  return before == std::string::npos ? end : end.substr(before + 1);
}

// The last line of what was exported earlier: the log must still lead through it.
Status check_exported(HubStore& store, const std::string& file) {
  MINSYNC_ASSIGN(const auto last, last_line(file));
  const auto json = nlohmann::json::parse(last, nullptr, false);
  const bool sound = json.is_object() && json.value("number", nlohmann::json()).is_number_unsigned() &&
                     json.value("hash", nlohmann::json()).is_string();
  if (!sound) return fail(FaultKind::bad_input, "hub.not_an_audit_export", {file});
  const auto number = json["number"].get<std::uint64_t>();
  MINSYNC_ASSIGN(const auto entry, store.audit_entry(number));
  if (!entry) return fail(FaultKind::integrity, "hub.audit_shortened", {std::to_string(number)});
  const bool same = hex(entry->hash) == json["hash"].get<std::string>();
  return same ? Status{} : fail(FaultKind::integrity, "hub.audit_rewritten", {std::to_string(number)});
}

Status verify(HubContext& context, const AuditOptions& options) {
  MINSYNC_ASSIGN(auto* store, context.store());
  const auto snapshot = Snapshot::begin(*store);
  if (!snapshot) return fail(snapshot.error());
  MINSYNC_ASSIGN(const auto check, check_audit(*store));
  if (check.first_bad != 0) return fail(FaultKind::integrity, "hub.audit_altered", {std::to_string(check.first_bad)});
  if (!options.against.empty()) MINSYNC_TRY(check_exported(*store, options.against));
  if (context.json) {
    context.print({{"entries", check.head.number}, {"hash", hex(check.head.hash)}});
  } else {
    context.line(context.text("hub.audit_sound", {std::to_string(check.head.number), hex(check.head.hash)}));
  }
  return {};
}

// A line of JSON for each entry. What leaves the hub is noted first, and so stands in the file.
Status export_log(HubContext& context, const AuditOptions& options) {
  MINSYNC_TRY(context.act({AuditAction::log_exported, options.file, {}}, HubContext::nothing_else));
  MINSYNC_ASSIGN(auto* store, context.store());
  std::string lines;
  std::uint64_t count = 0;
  MINSYNC_TRY(store->each_audit(0, [&](const AuditEntry& entry) -> Result<bool> {
    lines += entry_json(entry).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    ++count;
    return true;
  }));
  MINSYNC_TRY(write_durable_file(options.file, [&](const std::string& path) -> Status {
    std::ofstream out(path, std::ios::binary);
    out << lines;
    return out.flush() ? Status{} : fail(FaultKind::failed, "common.cannot_write", {options.file});
  }));
  if (context.json) {
    context.print({{"file", options.file}, {"entries", count}});
  } else {
    context.line(context.text("hub.audit_exported", {std::to_string(count), options.file}));
  }
  return {};
}

}  // namespace

void add_audit(Command app, HubContext& context) {
  auto log = app.add_command("audit", "who did what at this hub");
  log.require_command();
  auto options = std::make_shared<AuditOptions>();
  auto list_command = log.add_command("list", "entries, the oldest first");
  list_command.add_option("--after", options->after, "begin behind this number");
  list_command.add_option("--limit", options->limit, "at most so many, 100 unless told");
  list_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return list(context, *options); }; });
  auto verify_command = log.add_command("verify", "is the log whole, and still what was exported earlier");
  verify_command.add_option("--against", options->against, "a file that audit export wrote");
  verify_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return verify(context, *options); }; });
  auto export_command = log.add_command("export", "all of it, for a keeper outside of the hub");
  export_command.add_option("-o,--output", options->file, "the file to write").required();
  export_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return export_log(context, *options); }; });
}

}  // namespace minsync

#include <sys/utsname.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/findings.h"
#include "client/cli/records.h"
#include "shared/config/keys.h"
#include "shared/store/durable_files.h"

namespace minsync {
namespace {

constexpr std::streamoff kLogBytes = 256 << 10;  // of the newest log file

struct SupportOptions {
  std::string output;
};

Json system_json() {
  utsname about{};
  if (uname(&about) != 0) return nullptr;
  return {{"system", about.sysname}, {"release", about.release}, {"machine", about.machine}};
}

// The end of the log, from a line's beginning on.
Json log_lines(const std::string& folder) {
  std::ifstream in(std::filesystem::path(folder) / "minsync.log", std::ios::binary);
  Json lines = Json::array();
  std::string line;
  in.seekg(0, std::ios::end);
  const auto size = static_cast<std::streamoff>(in.tellg());
  in.seekg(std::max<std::streamoff>(0, size - kLogBytes));
  if (size > kLogBytes) std::getline(in, line);
  while (std::getline(in, line)) lines.push_back(line);
  return lines;
}

// Reasons why changes were set aside may quote what was in them.
Json checks_json(const std::vector<DoctorFinding>& findings) {
  Json checks = Json::array();
  for (const auto& finding : findings) {
    checks.push_back(
        {{"check", finding.check}, {"good", finding.good}, {"text", finding.check == "set_aside" ? "" : finding.text}});
  }
  return checks;
}

Result<Json> store_json(ClientStore& store) {
  Json records = Json::object();
  for (const auto* form : store.forms().forms()) {
    if (!store.in_scope(*form)) continue;
    std::size_t count = 0;
    MINSYNC_TRY(store.records().scan(*form, {}, [&](StoredRecord& record) -> Result<bool> {
      count += record.deleted ? 0 : 1;
      return true;
    }));
    records[form->name] = count;
  }
  MINSYNC_ASSIGN(const auto sync, store.sync_state());
  MINSYNC_ASSIGN(const auto pending, store.count_outbox(OutboxState::pending));
  MINSYNC_ASSIGN(const auto refused, store.count_outbox(OutboxState::refused));
  return Json{{"device", store.enrolment().device.value.text()},
              {"org", unit_code(store.enrolment().unit)},
              {"epoch", store.enrolment().epoch},
              {"records", std::move(records)},
              {"outbox", pending},
              {"refused", refused},
              {"last_sync", time_text(sync.last_sync_ms)},
              {"complete", sync.complete}};
}

Json settings_json(const Context& context) {
  Json settings = Json::object();
  for (const auto& key : config_keys(Program::client)) {
    settings[std::string(key.name)] = context.config().text(std::string(key.name));
  }
  return settings;
}

Result<int> write(Context& context, const SupportOptions& options) {
  MINSYNC_ASSIGN(const auto findings, doctor_findings(context));
  Json store = nullptr;
  if (auto opened = context.store_while_locked()) {
    MINSYNC_ASSIGN(store, store_json(**opened));
  }
  const Json document = {
      {"program", "minsync 0.1.0"},    {"time", time_text(static_cast<std::int64_t>(Context::now_ms()))},
      {"machine", system_json()},      {"settings", settings_json(context)},
      {"store", std::move(store)},     {"checks", checks_json(findings)},
      {"log", log_lines(context.data)}};
  MINSYNC_TRY(write_durable_file(options.output, [&](const std::string& path) -> Status {
    std::ofstream out(path, std::ios::binary);
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return out.flush() ? Status{} : fail(FaultKind::failed, "common.cannot_write", {options.output});
  }));
  if (context.json) {
    context.print_json(Json{{"file", options.output}});
  } else {
    context.print(context.text("client.support_written", {options.output}));
  }
  return kDone;
}

}  // namespace

void add_support_bundle(Commands& commands) {
  auto options = std::make_shared<SupportOptions>();
  auto command = commands.add(commands.program, "support-bundle", "client.about_support_bundle");
  command.add_option("-o,--output", options->output, commands.context.text("client.about_support_output")).required();
  commands.on(command, options, write);
}

}  // namespace minsync

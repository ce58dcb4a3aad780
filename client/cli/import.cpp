#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/records.h"
#include "client/exchange/entry_rules.h"
#include "client/exchange/record_import.h"

namespace minsync {
namespace {

constexpr std::size_t kLinesShown = 20;

struct CommandOptions {
  std::string form, file, org, accept_with;
  bool dry_run = false;
};

Json faults_json(const Context& context, const std::vector<RowFault>& faults) {
  Json out = Json::array();
  for (const auto& fault : faults) {
    out.push_back({{"row", fault.row}, {"field", fault.field}, {"reason", say(context.language(), fault.fault)}});
  }
  return out;
}

void tell(const Context& context, const std::vector<RowFault>& faults, std::uint64_t count) {
  for (std::size_t i = 0; i < std::min(kLinesShown, faults.size()); ++i) {
    context.note(context.text(
        "client.row_line", {std::to_string(faults[i].row), faults[i].field, say(context.language(), faults[i].fault)}));
  }
  if (count > kLinesShown) context.note(context.text("common.and_more", {std::to_string(count - kLinesShown)}));
}

int refused(Context& context, const ImportReport& report) {
  if (context.json) {
    context.print_json(Json{{"created", 0},
                            {"changed", 0},
                            {"unchanged", 0},
                            {"fault_count", report.fault_count},
                            {"faults", faults_json(context, report.faults)}});
  }
  context.note(context.text("client.import_refused", {std::to_string(report.fault_count)}));
  tell(context, report.faults, report.fault_count);
  for (const auto& fault : report.faults) {
    if (fault.fault.kind == FaultKind::not_allowed) return static_cast<int>(FaultKind::not_allowed);
  }
  return static_cast<int>(FaultKind::bad_input);
}

int done(Context& context, const ImportReport& report, bool dry_run) {
  if (context.json) {
    context.print_json(Json{{"created", report.created},
                            {"changed", report.changed},
                            {"unchanged", report.unchanged},
                            {"rows", report.rows},
                            {"dry_run", dry_run},
                            {"warning_count", report.warning_count},
                            {"warnings", faults_json(context, report.warnings)}});
    return kDone;
  }
  const std::vector<std::string> counts = {std::to_string(report.rows), std::to_string(report.created),
                                           std::to_string(report.changed), std::to_string(report.unchanged)};
  context.print(dry_run ? context.text("client.import_checked", counts) : context.text("client.imported", counts));
  if (report.warning_count == 0) return kDone;
  context.note(context.text("client.import_warnings", {std::to_string(report.warning_count)}));
  tell(context, report.warnings, report.warning_count);
  return kDone;
}

Result<int> run(Context& context, const CommandOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const Form* form, store->forms().get(options.form));
  MINSYNC_TRY(unit_for(*store, options.org));
  ImportOptions import{options.dry_run, options.org, options.accept_with, Context::now_ms(),
                       check_context(Context::today(), context.language())};
  const bool terminal = isatty(STDERR_FILENO) != 0;
  MINSYNC_ASSIGN(const auto report, import_records(*store, *form, options.file, import, [&](std::uint64_t rows) {
                   if (terminal) std::fprintf(stderr, "\r%llu", static_cast<unsigned long long>(rows));
                 }));
  if (terminal) std::fputs("\r", stderr);
  return report.fault_count > 0 ? refused(context, report) : done(context, report, options.dry_run);
}

}  // namespace

void add_import(Commands& commands) {
  auto options = std::make_shared<CommandOptions>();
  const auto& context = commands.context;
  auto command = commands.add(commands.program, "import", "client.about_import");
  command.add_option("FORM", options->form, context.text("client.about_form_name")).required();
  command.add_option("FILE", options->file, context.text("client.about_file")).required();
  command.add_flag("--dry-run", options->dry_run, context.text("client.about_dry_run"));
  command.add_option("--org", options->org, context.text("client.about_org")).type_name("CODE");
  command.add_option("--accept-with", options->accept_with, context.text("client.about_accept_with"))
      .type_name("REASON");
  commands.on(command, options, run);
}

}  // namespace minsync

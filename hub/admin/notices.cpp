#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/documents/notice_json.h"
#include "hub/storage/snapshot.h"
#include "shared/divisions/in_use.h"

namespace minsync {
namespace {

struct NoticeOptions {
  std::string kind;
  NoticesWanted wanted;
  std::string org;
  bool reveal = false;
};

std::string value_text(const nlohmann::json& side) {
  if (side.is_null() || side["value"].is_null()) return "-";
  const auto& value = side["value"];
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string side_text(const HubContext& context, const nlohmann::json& side) {
  if (side.is_null() || side["author"].is_null()) return value_text(side);
  return context.text("hub.conflict_side",
                      {value_text(side), side["author"].get<std::string>(), side["time"].get<std::string>()});
}

void print_line(const HubContext& context, const Form& form, const nlohmann::json& line) {
  const auto state = line["state"].get<std::string>();
  std::string since;
  if (state == "put_back") since = context.text("hub.notice_put_back");
  if (state == "changed") since = context.text("hub.notice_changed", {side_text(context, line["now"])});
  const Field* field = line.contains("field") ? form.field(line["field"].get<std::string>()) : nullptr;
  const auto name = field != nullptr ? field->label.in(context.language()) : line["group"].get<std::string>();
  const bool overwritten = line["kind"] == "overwritten";
  context.line("  " + context.text(overwritten ? "hub.notice_overwritten" : "hub.notice_parallel",
                                   {name, side_text(context, line["kept"]), side_text(context, line["aside"]), since}));
}

void print_page(const HubContext& context, const NoticesPage& page, const nlohmann::json& document) {
  for (std::size_t i = 0; i < page.notices.size(); ++i) {
    const auto& found = page.notices[i];
    const auto& json = document["notices"][i];
    context.line(
        context.text("hub.notice_head", {json["received"].get<std::string>(), name_of(found.record.state.unit),
                                         found.form->label.in(context.language()), json["record"].get<std::string>()}));
    for (const auto& line : json["lines"]) print_line(context, *found.form, line);
  }
  if (page.notices.empty()) context.note(context.text("hub.no_notices"));
  if (!page.next.empty())
    context.note(context.text("hub.more_notices", {time_text(page.looked_back_to_ms), page.next}));
}

Result<NoticesWanted> wanted_of(HubContext& context, const FormCatalogue& forms, const NoticeOptions& options) {
  auto wanted = options.wanted;
  wanted.kind = read_notice_kind(options.kind);
  if (!options.kind.empty() && !wanted.kind) return fail(FaultKind::usage, "hub.bad_notice_kind");
  if (!wanted.form.empty()) MINSYNC_TRY(forms.get(wanted.form));
  if (!options.org.empty()) {
    MINSYNC_ASSIGN(wanted.root, context.unit(options.org));
  }
  return wanted;
}

Status list(HubContext& context, const NoticeOptions& options) {
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto wanted, wanted_of(context, *forms, options));
  NoticesPage page;
  {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
    MINSYNC_ASSIGN(page, read_notices(*store, *forms, divisions_in_use(), wanted));
  }
  MINSYNC_ASSIGN(const auto authors, AuthorNames::read(*store));
  const std::vector<std::string> filters = {options.kind, options.org, wanted.after, std::to_string(wanted.limit)};
  MINSYNC_ASSIGN(const auto disclosure,
                 context.disclose(options.reveal, {"conflict notices", wanted.form, page.notices.size(), filters}));
  const auto document = notices_json(page, authors, disclosure);
  if (context.json) {
    context.print(document);
  } else {
    print_page(context, page, document);
  }
  return {};
}

}  // namespace

void add_notices(Command conflict, HubContext& context) {
  auto options = std::make_shared<NoticeOptions>();
  auto command =
      conflict.add_command("notices", "what merging decided by itself: values overwritten, edits in parallel");
  command.add_option("--kind", options->kind, "parallel | overwritten");
  command.add_option("--form", options->wanted.form, "of this form alone");
  command.add_option("--org", options->org, "of this org unit and those below it");
  command.add_option("--limit", options->wanted.limit).range(std::size_t{1}, std::size_t{200});
  command.add_option("--after", options->wanted.after, "\"next\" of the page before");
  command.add_flag("--reveal", options->reveal, kAboutReveal);
  command.on_chosen([&context, options] { context.command = [&context, options] { return list(context, *options); }; });
}

}  // namespace minsync

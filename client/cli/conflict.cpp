#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/entry.h"
#include "client/cli/records.h"
#include "client/documents/authors.h"
#include "client/documents/conflicts.h"

namespace minsync {
namespace {

struct ListOptions {
  bool reveal = false;
};
struct ResolveOptions {
  std::string id, keep, reason;
};

std::string side_text(const Context& context, const ClientStore& store, const FoundConflict& found, const Head& head,
                      Disclosure disclosure) {
  const auto value = values_text(*found.form, *found.rule, head.values, context.language(), disclosure);
  return context.text("client.conflict_side",
                      {fitted(value, 60), author_name(context.language(), store, head.origin.edit.device),
                       local_time(ms_of_stamp(head.origin.stamp))});
}

void print_conflict(Context& context, const ClientStore& store, const FoundConflict& found, Disclosure disclosure) {
  const auto conflict = conflict_of(*found.rule, found.state);
  const Field& first = *found.form->field(found.rule->fields.front());
  const bool review = found.rule->policy == MergePolicy::review;
  context.print(context.text("client.conflict_head",
                             {conflict_id(found.record.state.id, found.state.number),
                              found.form->label.in(context.language()), first.label.in(context.language()),
                              review ? context.text("client.kind_review") : context.text("client.kind_overwritten")}));
  if (const auto base = base_values(*found.rule, *conflict.others.front())) {
    context.print(context.text("client.conflict_base",
                               {values_text(*found.form, *found.rule, *base, context.language(), disclosure)}));
  }
  context.print(
      context.text("client.conflict_current", {side_text(context, store, found, *conflict.shown, disclosure)}));
  for (const auto* other : conflict.others) {
    context.print(context.text("client.conflict_incoming", {side_text(context, store, found, *other, disclosure)}));
  }
}

Result<int> list(Context& context, const ListOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  std::vector<FoundConflict> conflicts;
  MINSYNC_TRY(each_conflict(*store, [&](const FoundConflict& found) { conflicts.push_back(found); }));
  MINSYNC_ASSIGN(const auto disclosure, context.disclose(options.reveal, {"conflict list", "", conflicts.size()}));
  if (context.json) {
    Json out = {{"conflicts", Json::array()}};
    for (const auto& found : conflicts)
      out["conflicts"].push_back(conflict_json(context.language(), *store, found, disclosure));
    context.print_json(out);
    return kDone;
  }
  for (const auto& found : conflicts) print_conflict(context, *store, found, disclosure);
  context.note(conflicts.empty() ? context.text("client.no_conflicts") : context.text("client.how_to_resolve"));
  return kDone;
}

Result<int> resolve(Context& context, const ResolveOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto entered,
                 enter_decision(*store, {options.id, options.keep, {}}, entry_options(context, options.reason, {})));
  MINSYNC_TRY(tell_entered(context, entered));
  if (context.json) {
    context.print_json(Json{{"id", options.id}, {"record", entered.record.value.text()}, {"state", "decided"}});
  } else {
    context.print(context.text("client.resolved"));
  }
  return kDone;
}

}  // namespace

void add_conflict(Commands& commands) {
  const auto& context = commands.context;
  auto conflict = commands.add(commands.program, "conflict", "client.about_conflict");
  conflict.require_command();
  auto listing = std::make_shared<ListOptions>();
  auto list_command = commands.add(conflict, "list", "client.about_conflict_list");
  list_command.add_flag("--reveal", listing->reveal, context.text("client.about_reveal"));
  commands.on(list_command, listing, list);
  auto options = std::make_shared<ResolveOptions>();
  auto command = commands.add(conflict, "resolve", "client.about_conflict_resolve");
  command.add_option("ID", options->id, context.text("client.about_conflict_id")).required();
  command.add_option("--keep", options->keep, context.text("client.about_keep"))
      .required()
      .type_name("current|incoming|base|value=…");
  command.add_option("--reason", options->reason, context.text("client.about_reason")).required().type_name("TEXT");
  commands.on(command, options, resolve);
}

}  // namespace minsync

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/cli/authors.h"
#include "client/cli/commands.h"
#include "client/cli/entry.h"
#include "client/cli/records.h"
#include "client/documents/conflicts.h"
#include "client/store/local_edits.h"

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
  return context.text("client.conflict_side", {fitted(value, 60), author_name(context, store, head.origin.edit.device),
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

Json as_json(const Context& context, const ClientStore& store, const FoundConflict& found, Disclosure disclosure) {
  const auto author = [&](const EditId& id) {
    const auto head = std::ranges::find(found.state.heads, id, [](const Head& one) { return one.origin.edit; });
    return AuthorName{author_name(context, store, id.device), author_org(store, found.record.state.unit, head->origin)};
  };
  return conflict_json(*found.form, found.record.state.id, found.state, author, disclosure);
}

Result<int> list(Context& context, const ListOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  std::vector<FoundConflict> conflicts;
  MINSYNC_TRY(each_conflict(*store, [&](const FoundConflict& found) { conflicts.push_back(found); }));
  MINSYNC_ASSIGN(const auto disclosure, context.disclose(options.reveal, {"conflict list", "", conflicts.size()}));
  if (context.json) {
    Json out = {{"conflicts", Json::array()}};
    for (const auto& found : conflicts) out["conflicts"].push_back(as_json(context, *store, found, disclosure));
    context.print_json(out);
    return kDone;
  }
  for (const auto& found : conflicts) print_conflict(context, *store, found, disclosure);
  context.note(conflicts.empty() ? context.text("client.no_conflicts") : context.text("client.how_to_resolve"));
  return kDone;
}

Result<int> resolve(Context& context, const ResolveOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto note, note_of(options.reason, {}));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store->database()));
  MINSYNC_ASSIGN(const auto found, find_conflict(*store, options.id));
  MINSYNC_TRY(may_write(*store, *found.form));
  MINSYNC_TRY(in_own_area(*store, found.record.state.unit));
  MINSYNC_ASSIGN(auto values, chosen_values(*found.form, found.state, options.keep));
  FieldValues changes;
  for (std::size_t i = 0; i < values.size(); ++i) changes[found.rule->fields[i]] = values[i];
  MINSYNC_TRY(check_entry(context, *found.form, found.record.shown, changes, {}));
  std::vector<EditId> heads;
  for (const auto& head : found.state.heads) heads.push_back(head.origin.edit);
  MINSYNC_TRY(LocalEdits(*store, Context::now_ms())
                  .decide(*found.form, found.record.state.id, found.state.number, heads, std::move(values), note));
  MINSYNC_TRY(transaction.commit());
  if (context.json) {
    context.print_json(Json{{"id", options.id}, {"record", found.record.state.id.value.text()}, {"state", "decided"}});
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

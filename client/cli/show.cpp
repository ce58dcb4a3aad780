#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/records.h"
#include "client/documents/answers.h"
#include "client/documents/authors.h"
#include "client/documents/history.h"
#include "shared/cli/flags_json.h"
#include "shared/forms/field_rights.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

struct ShowOptions {
  std::string id;
  bool history = false, reveal = false;
};

// Who set the value that is shown, where that is known here.
const Head* shown_head(const GroupRule& rule, const GroupState& group) {
  if (group.heads.empty()) return nullptr;
  const auto conflict = conflict_of(rule, group);
  if (conflict.shown != nullptr) return conflict.shown;
  return &*std::ranges::max_element(group.heads, {}, [](const Head& head) { return head.origin.stamp; });
}

void print_fields(Context& context, ClientStore& store, const FoundRecord& found, Disclosure disclosure) {
  const Form& form = *found.form;
  std::vector<std::vector<std::string>> rows;
  for (const auto& field : form.fields) {
    const auto value = found.record.shown.find(field.number);
    if (value == found.record.shown.end()) continue;
    const GroupState* group = found.record.state.group(form.group_of(field.number).number);
    const Head* head = group == nullptr ? nullptr : shown_head(form.group_of(field.number), *group);
    rows.push_back({field.label.in(context.language()), disclosed(field, value->second, context.language(), disclosure),
                    head == nullptr ? "" : author_name(context.language(), store, head->origin.edit.device),
                    head == nullptr ? "" : local_time(ms_of_stamp(head->origin.stamp))});
  }
  context.print(table(rows));
}

void print_findings(Context& context, const FoundRecord& found) {
  for (const auto& finding : flags_of(*found.form, found.record, Context::today())) {
    context.print(context.text("client.warning", {say(context.language(), finding.fault)}));
  }
}

Status print_own_edits(Context& context, ClientStore& store, RecordId id) {
  MINSYNC_ASSIGN(const auto own, store.edits_of(id));
  for (const auto& entry : own) {
    const bool settled = entry.state == OutboxState::done || entry.state == OutboxState::answered;
    if (settled && answer_kind(entry) != "overwritten" && answer_kind(entry) != "in_review") continue;
    context.print(context.text("client.own_edit",
                               {local_time(static_cast<std::uint64_t>(entry.created_ms)),
                                answer_text(context.language(), entry), reason_text(context.language(), entry)}));
  }
  return {};
}

// "name=value" of each.
std::string history_values(const Json& values) {
  std::string out;
  for (const auto& [name, value] : values.items()) {
    const auto text = value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
    out += (out.empty() ? "" : " ") + name + "=" + fitted(text, 60);
  }
  return out;
}

void print_history(Context& context, const Json& history) {
  for (const auto& edit : history) {
    auto author = edit["author"].get<std::string>();
    if (edit["entered_by"].is_string()) {
      author = context.text("clerks.author_with_user", {author, edit["entered_by"].get<std::string>()});
    }
    context.print(
        context.text("client.history_line", {edit["time"].get<std::string>(), author, history_values(edit["values"])}));
  }
}

Result<int> show(Context& context, const ShowOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto found, find_record(*store, options.id));
  MINSYNC_ASSIGN(const auto disclosure,
                 context.disclose(options.reveal, {"show", found.record.state.id.value.text(), 1}));
  Json history;
  if (options.history) {
    MINSYNC_ASSIGN(history, history_json(context.language(), *store, *found.form, found.record, disclosure));
  }
  if (context.json) {
    auto out = record_json(*found.form, found.record, disclosure);
    out["flags"] = flags_json(*found.form, flags_of(*found.form, found.record, Context::today()), context.language());
    if (options.history) out["history"] = std::move(history);
    context.print_json(out);
    return kDone;
  }
  const auto* state =
      found.form->workflow ? found.form->workflow->state(state_in(*found.form, found.record.shown)) : nullptr;
  context.print(
      context.text("client.record_head",
                   {found.form->label.in(context.language()), found.record.state.id.value.text(),
                    unit_name(found.record.state.unit), state == nullptr ? "" : state->label.in(context.language())}));
  print_fields(context, *store, found, disclosure);
  print_findings(context, found);
  MINSYNC_TRY(print_own_edits(context, *store, found.record.state.id));
  if (options.history) print_history(context, history);
  return kDone;
}

}  // namespace

void add_show(Commands& commands) {
  auto options = std::make_shared<ShowOptions>();
  auto command = commands.add(commands.program, "show", "client.about_show");
  command.add_option("ID", options->id, commands.context.text("client.about_id")).required();
  command.add_flag("--history", options->history, commands.context.text("client.about_history"));
  command.add_flag("--reveal", options->reveal, commands.context.text("client.about_reveal"));
  commands.on(command, options, show);
}

}  // namespace minsync

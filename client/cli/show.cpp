#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/cli/answers.h"
#include "client/cli/authors.h"
#include "client/cli/commands.h"
#include "client/cli/records.h"
#include "client/exchange/entry_rules.h"
#include "shared/cli/flags_json.h"
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

Json own_history(Context& context, const Form& form, const OutboxEntry& entry, const std::string& user,
                 std::uint64_t replaced_by, Disclosure disclosure) {
  return {{"values", edit_values_json(form, entry.edit, disclosure)},
          {"author", context.text("client.this_computer")},
          {"entered_by", user.empty() ? Json(nullptr) : Json(user)},
          {"device", entry.edit.id.device.value.text()},
          {"time", stamp_text(entry.edit.stamp)},
          {"note", entry.edit.note},
          {"receipt", answer_kind(entry)},
          {"replaced-by", replaced_by == 0 ? Json(nullptr) : Json(replaced_by)}};
}

Json head_history(Context& context, ClientStore& store, const Form& form, const GroupRule& rule, const Head& head,
                  Disclosure disclosure) {
  Json values = Json::object();
  for (std::size_t i = 0; i < rule.fields.size() && i < head.values.size(); ++i) {
    const Field& field = *form.field(rule.fields[i]);
    values[field.name] = value_json(field, head.values[i], disclosure);
  }
  return {{"values", std::move(values)},
          {"author", author_name(context, store, head.origin.edit.device)},
          {"entered_by", nullptr},
          {"device", head.origin.edit.device.value.text()},
          {"time", stamp_text(head.origin.stamp)},
          {"note", nullptr},
          {"receipt", "merged"},
          {"replaced-by", nullptr}};
}

// The own edit that later set one of the same groups.
std::uint64_t replaced_by(const std::vector<OutboxEntry>& own, const OutboxEntry& entry) {
  for (const auto& later : own) {
    if (later.edit.id.sequence <= entry.edit.id.sequence) continue;
    const bool same = std::ranges::any_of(later.edit.changes, [&](const GroupChange& change) {
      return std::ranges::find(entry.edit.changes, change.group, &GroupChange::group) != entry.edit.changes.end();
    });
    if (same) return later.edit.id.sequence.value;
  }
  return 0;
}

// Own edits, and what others wrote that still stands. Newest first.
Result<Json> history_json(Context& context, ClientStore& store, const Form& form, const StoredRecord& record,
                          Disclosure disclosure) {
  MINSYNC_ASSIGN(const auto own, store.edits_of(record.state.id));
  std::vector<std::pair<Stamp, Json>> edits;
  for (const auto& entry : own) {
    MINSYNC_ASSIGN(const auto user, store.entered_by(entry.edit.id.sequence));
    edits.emplace_back(entry.edit.stamp, own_history(context, form, entry, user, replaced_by(own, entry), disclosure));
  }
  for (const auto& group : record.state.groups) {
    const GroupRule* rule = form.group(group.number);
    for (const auto& head : group.heads) {
      if (rule == nullptr || head.origin.edit.device == store.enrolment().device) continue;
      edits.emplace_back(head.origin.stamp, head_history(context, store, form, *rule, head, disclosure));
    }
  }
  std::ranges::sort(edits, std::ranges::greater{}, [](const auto& edit) { return edit.first; });
  Json out = Json::array();
  for (auto& edit : edits) {
    // What one edit wrote into several groups is one entry.
    const bool same = !out.empty() && out.back()["device"] == edit.second["device"] &&
                      out.back()["time"] == edit.second["time"] && edit.second["note"].is_null();
    if (same) {
      out.back()["values"].update(edit.second["values"]);
    } else {
      out.push_back(std::move(edit.second));
    }
  }
  return out;
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
                    head == nullptr ? "" : author_name(context, store, head->origin.edit.device),
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
    context.print(context.text("client.own_edit", {local_time(static_cast<std::uint64_t>(entry.created_ms)),
                                                   answer_text(context, entry), reason_text(context, entry)}));
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
    MINSYNC_ASSIGN(history, history_json(context, *store, *found.form, found.record, disclosure));
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

#include "client/store/rescued.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/entry.h"
#include "client/cli/records.h"
#include "client/documents/authors.h"
#include "client/store/local_edits.h"

namespace minsync {
namespace {

struct ListOptions {
  bool reveal = false;
};
struct DecideOptions {
  std::string id, reason, accept_with;
};

struct Place {
  const Form* form;
  const GroupRule* rule;
};

Place place_of(const ClientStore& store, const RescuedValue& value) {
  const Form* form = store.forms().find(value.form);
  return {form, form->group(value.group)};
}

Result<std::vector<FieldValue>> shown_now(ClientStore& store, const RescuedValue& value) {
  const auto [form, rule] = place_of(store, value);
  MINSYNC_ASSIGN(const auto record, store.records().load(*form, value.record));
  return shown_values(*rule, record ? record->shown : FieldValues{});
}

Result<int> list(Context& context, const ListOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto values, rescued_values(*store));
  MINSYNC_ASSIGN(const auto disclosure, context.disclose(options.reveal, {"rescued list", "", values.size()}));
  Json out = {{"rescued", Json::array()}};
  for (const auto& value : values) {
    const auto [form, rule] = place_of(*store, value);
    const Field& field = *form->field(rule->fields.front());
    const auto id = conflict_id(value.record, value.group);
    const auto author = author_name(context.language(), *store, value.origin.edit.device);
    MINSYNC_ASSIGN(const auto now, shown_now(*store, value));
    out["rescued"].push_back({{"id", id},
                              {"record", value.record.value.text()},
                              {"form", form->name},
                              {"field", field.name},
                              {"value", group_json(*form, *rule, value.values, disclosure)},
                              {"current", group_json(*form, *rule, now, disclosure)},
                              {"author", author},
                              {"org", author_org(*store, value.unit, value.origin)},
                              {"time", stamp_text(value.origin.stamp)}});
    if (context.json) continue;
    context.print(context.text(
        "client.rescued_line",
        {id, form->label.in(context.language()), field.label.in(context.language()),
         values_text(*form, *rule, value.values, context.language(), disclosure), author,
         local_time(ms_of_stamp(value.origin.stamp)), values_text(*form, *rule, now, context.language(), disclosure)}));
  }
  if (context.json) {
    context.print_json(out);
  } else {
    context.note(context.text(values.empty() ? "client.nothing_rescued" : "client.how_to_take"));
  }
  return kDone;
}

// The value with this id, and all others of its record.
struct Chosen {
  RescuedValue value;
  std::vector<RescuedValue> of_record;
};

Result<Chosen> choose(ClientStore& store, const std::string& id) {
  MINSYNC_ASSIGN(const auto named, parse_conflict_id(id));
  MINSYNC_ASSIGN(auto all, rescued_values(store));
  std::erase_if(all, [&](const RescuedValue& one) { return one.record != named.first; });
  const auto found = std::ranges::find(all, named.second, &RescuedValue::group);
  if (found == all.end()) return fail(FaultKind::bad_input, "client.not_rescued", {id});
  return Chosen{*found, std::move(all)};
}

FieldValues values_in(const GroupRule& rule, const RescuedValue& value) {
  FieldValues values;
  for (std::size_t i = 0; i < rule.fields.size() && i < value.values.size(); ++i)
    values[rule.fields[i]] = value.values[i];
  return values;
}

// A record that the hub does not have is made again, with all that is known of it.
Status take_record(Context& context, ClientStore& store, const Chosen& chosen, const DecideOptions& options,
                   const std::string& note) {
  const Form& form = *place_of(store, chosen.value).form;
  FieldValues values;
  for (const auto& one : chosen.of_record) {
    const GroupRule* rule = form.group(one.group);
    if (form.workflow && rule->number == form.group_of(form.workflow->field).number) continue;
    values.merge(values_in(*rule, one));
  }
  MINSYNC_TRY(check_entry(context, form, {}, values, options.accept_with));
  MINSYNC_TRY(LocalEdits(store, Context::now_ms())
                  .create(form, chosen.value.unit, with_changes({}, values), note, chosen.value.record));
  for (const auto& one : chosen.of_record) MINSYNC_TRY(drop_rescued(store, one.record, one.group));
  return {};
}

Status take_value(Context& context, ClientStore& store, const Chosen& chosen, const StoredRecord& record,
                  const DecideOptions& options, const std::string& note) {
  const auto [form, rule] = place_of(store, chosen.value);
  const auto values = values_in(*rule, chosen.value);
  MINSYNC_TRY(check_entry(context, *form, record.shown, values, options.accept_with));
  MINSYNC_TRY(LocalEdits(store, Context::now_ms()).change(*form, record.state.id, values, note));
  return drop_rescued(store, chosen.value.record, chosen.value.group);
}

Result<int> take(Context& context, const DecideOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto note, note_of(options.reason, options.accept_with));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store->database()));
  MINSYNC_ASSIGN(const auto chosen, choose(*store, options.id));
  const Form& form = *place_of(*store, chosen.value).form;
  MINSYNC_TRY(may_write(*store, form));
  MINSYNC_TRY(in_own_area(*store, chosen.value.unit));
  MINSYNC_ASSIGN(const auto record, store->records().load(form, chosen.value.record));
  if (record) {
    MINSYNC_TRY(take_value(context, *store, chosen, *record, options, note));
  } else {
    MINSYNC_TRY(take_record(context, *store, chosen, options, note));
  }
  MINSYNC_TRY(transaction.commit());
  if (context.json) {
    context.print_json(Json{{"id", options.id}, {"record", chosen.value.record.value.text()}, {"state", "taken"}});
  } else {
    context.print(context.text("client.rescued_taken"));
  }
  return kDone;
}

Result<int> dismiss(Context& context, const DecideOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store->database()));
  MINSYNC_ASSIGN(const auto chosen, choose(*store, options.id));
  MINSYNC_TRY(drop_rescued(*store, chosen.value.record, chosen.value.group));
  MINSYNC_TRY(transaction.commit());
  if (context.json) {
    context.print_json(Json{{"id", options.id}, {"record", chosen.value.record.value.text()}, {"state", "dismissed"}});
  } else {
    context.print(context.text("client.rescued_dismissed"));
  }
  return kDone;
}

}  // namespace

void add_rescued(Commands& commands) {
  const auto& context = commands.context;
  auto rescued = commands.add(commands.program, "rescued", "client.about_rescued");
  rescued.require_command();
  auto listing = std::make_shared<ListOptions>();
  auto list_command = commands.add(rescued, "list", "client.about_rescued_list");
  list_command.add_flag("--reveal", listing->reveal, context.text("client.about_reveal"));
  commands.on(list_command, listing, list);
  auto taking = std::make_shared<DecideOptions>();
  auto take_command = commands.add(rescued, "take", "client.about_rescued_take");
  take_command.add_option("ID", taking->id, context.text("client.about_rescued_id")).required();
  take_command.add_option("--reason", taking->reason, context.text("client.about_reason")).type_name("TEXT");
  take_command.add_option("--accept-with", taking->accept_with, context.text("client.about_accept_with"))
      .type_name("REASON");
  commands.on(take_command, taking, take);
  auto dismissing = std::make_shared<DecideOptions>();
  auto dismiss_command = commands.add(rescued, "dismiss", "client.about_rescued_dismiss");
  dismiss_command.add_option("ID", dismissing->id, context.text("client.about_rescued_id")).required();
  commands.on(dismiss_command, dismissing, dismiss);
}

}  // namespace minsync

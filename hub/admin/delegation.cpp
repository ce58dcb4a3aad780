#include <algorithm>
#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/ingest/own_edits.h"
#include "shared/identity/identity.h"
#include "shared/store/delegations.h"

namespace minsync {
namespace {

struct DelegationOptions {
  std::string county, form, from, document, id, on;
};

nlohmann::json delegation_json(const Delegation& one) {
  return {{"id", one.record.value.text()},
          {"county", code_of(one.county)},
          {"form", one.form},
          {"from", day_text(one.since)},
          {"until", one.until ? nlohmann::json(day_text(*one.until)) : nlohmann::json()},
          {"document", one.document},
          {"holds", one.holds_on(today())}};
}

Status list(HubContext& context) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto all, read_delegations(store->records(), ingest.forms));
  if (context.json) {
    auto document = nlohmann::json{{"delegations", nlohmann::json::array()}};
    for (const auto& one : all) document["delegations"].push_back(delegation_json(one));
    context.print(document);
    return {};
  }
  if (all.empty()) context.note(context.text("hub.no_delegations"));
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : all) {
    rows.push_back({one.record.value.text(), name_of(one.county), one.form,
                    day_text(one.since) + " – " + (one.until ? day_text(*one.until) : ""), one.document});
  }
  if (!rows.empty()) context.line(table(rows));
  return {};
}

Status print_one(HubContext& context, const char* message, const Delegation& one) {
  if (context.json) {
    context.print(delegation_json(one));
  } else {
    context.line(context.text(message, {name_of(one.county), one.form, day_text(one.since),
                                        one.until ? day_text(*one.until) : "", one.record.value.text()}));
  }
  return {};
}

// A form in which nothing can be delegated would take the delegation without a word and never follow it.
Status check_form(const Form& form) {
  const bool can = form.workflow && std::ranges::any_of(form.workflow->transitions, [](const Transition& step) {
                     return !step.delegated_roles.empty();
                   });
  return can ? Status{} : fail(FaultKind::bad_input, "hub.not_delegable", {form.name});
}

Status add(HubContext& context, const DelegationOptions& options) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto from, read_day(options.from));
  Delegation delegation;
  delegation.since = from.value_or(today());
  MINSYNC_ASSIGN(delegation.document, normalise(options.document));
  MINSYNC_ASSIGN(delegation.county, context.unit(options.county));
  const UnitSpan* span = divisions_in_use().find(delegation.county);
  if (span == nullptr || span->level != UnitLevel::county) {
    return fail(FaultKind::bad_input, "hub.not_a_county", {options.county});
  }
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  MINSYNC_TRY(context.act(
      {AuditAction::delegation_changed, options.county, {"form=" + options.form, "from=" + day_text(delegation.since)}},
      [&](HubStore& s) -> Status {
        MINSYNC_ASSIGN(const auto ingest, context.ingest());
        MINSYNC_ASSIGN(const Form* form, ingest.forms.get(options.form));
        MINSYNC_TRY(check_form(*form));
        delegation.form = form->name;
        const Form& carrier = *ingest.forms.find(kDelegationForm);
        Edit edit = creation_of(carrier, values_of(carrier, delegation), hub, ingest.now_ms);
        delegation.record = edit.record;
        return ingest_own(s, ingest, hub, partition_of(ingest.divisions, hub.device.unit), {std::move(edit)});
      }));
  return print_one(context, "hub.delegated", delegation);
}

Status end(HubContext& context, const DelegationOptions& options) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto on, read_day(options.on));
  const auto id = Uuid::parse(options.id);
  if (!id) return fail(FaultKind::bad_input, "hub.no_delegation", {options.id.substr(0, 100)});
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  Delegation ended;
  MINSYNC_TRY(context.act({AuditAction::delegation_changed, options.id, {"until=" + day_text(on.value_or(today()))}},
                          [&](HubStore& s) -> Status {
                            MINSYNC_ASSIGN(const auto ingest, context.ingest());
                            MINSYNC_ASSIGN(const auto all, read_delegations(s.records(), ingest.forms));
                            const auto found = std::ranges::find(all, RecordId{*id}, &Delegation::record);
                            if (found == all.end())
                              return fail(FaultKind::bad_input, "hub.no_delegation", {options.id});
                            ended = *found;
                            ended.until = on.value_or(today());
                            const Form& carrier = *ingest.forms.find(kDelegationForm);
                            MINSYNC_ASSIGN(const auto record, s.records().load(carrier, ended.record));
                            const FieldValue until(std::int64_t{*ended.until});
                            return ingest_own(s, ingest, hub, record->partition,
                                              {change_of(carrier, *record, "until", until)});
                          }));
  return print_one(context, "hub.delegation_ended", ended);
}

}  // namespace

void add_delegation(Command app, HubContext& context) {
  auto delegation = app.add_command("delegation", "decisions that counties have delegated to their townships");
  delegation.require_command();
  delegation.add_command("list", "all of them").on_chosen([&context] {
    context.command = [&context] { return list(context); };
  });
  auto options = std::make_shared<DelegationOptions>();
  auto add_one = delegation.add_command("add", "from a day on a county's townships take the decisions of a form");
  add_one.add_option("--county", options->county, "its code").required();
  add_one.add_option("--form", options->form, "such as dibao_household").required();
  add_one.add_option("--from", options->from, "first day, such as 2026-12-01; else today");
  add_one.add_option("--document", options->document, "number of the document that says so");
  add_one.on_chosen([&context, options] { context.command = [&context, options] { return add(context, *options); }; });
  auto end_one = delegation.add_command("end", "a delegation holds no longer");
  end_one.add_option("ID", options->id, "from delegation list").required();
  end_one.add_option("--on", options->on, "its last day; else today");
  end_one.on_chosen([&context, options] { context.command = [&context, options] { return end(context, *options); }; });
}

}  // namespace minsync

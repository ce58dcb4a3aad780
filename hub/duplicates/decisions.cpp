#include "hub/duplicates/decisions.h"

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>

#include "shared/crypto/crypto.h"
#include "shared/store/carrier_records.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 4> kStatuses = {"open", "dismissed", "merged", "split"};
constexpr std::size_t kLongestJoined = 20'000;

// [incarnation, sequence]: the device is the hub.
Json edit_json(const EditId& edit) {
  return {edit.incarnation.value, edit.sequence.value};
}

EditId read_edit(const Json& json, DeviceId hub) {
  return {hub, Incarnation{json.at(0).get<std::uint32_t>()}, Sequence{json.at(1).get<std::uint64_t>()}};
}

std::string joined_text(const Joined& joined) {
  if (joined.groups.empty() && joined.references.empty()) return {};
  Json json = {{"hub", nullptr}, {"groups", Json::array()}, {"references", Json::array()}};
  for (const auto& one : joined.groups) {
    json["hub"] = one.last.device.value.text();
    json["groups"].push_back({one.group.value, edit_json(one.first), edit_json(one.last)});
  }
  for (const auto& one : joined.references) {
    json["hub"] = one.last.device.value.text();
    json["references"].push_back(
        {one.form, one.record.value.text(), one.group.value, edit_json(one.last), one.unit.value});
  }
  return json.dump();
}

RecordId read_id(const std::string& text) {
  return RecordId{Uuid::parse(text).value_or(Uuid{})};
}

GroupNumber read_group(const Json& json) {
  return GroupNumber{json.get<std::uint16_t>()};
}

// Written by put_decision alone; what is otherwise was altered, and nothing is taken from it.
Joined read_joined(const std::string& text) {
  Joined joined;
  try {
    const auto json = Json::parse(text);
    const DeviceId hub{read_id(json.at("hub").get<std::string>()).value};
    for (const auto& one : json.at("groups")) {
      joined.groups.push_back({read_group(one.at(0)), read_edit(one.at(1), hub), read_edit(one.at(2), hub)});
    }
    for (const auto& one : json.at("references")) {
      joined.references.push_back({one.at(0).get<std::string>(), read_id(one.at(1).get<std::string>()),
                                   read_group(one.at(2)), read_edit(one.at(3), hub),
                                   UnitId{one.at(4).get<std::uint32_t>()}});
    }
  } catch (const Json::exception&) {
    return {};
  }
  return joined;
}

std::string text_in(const Form& form, const FieldValues& values, const char* name) {
  return value_in<std::string>(form, values, name).value_or("");
}

Decision decision_in(const Form& form, const StoredRecord& record) {
  const auto& shown = record.shown;
  Decision decision;
  decision.id = record.state.id;
  decision.form = text_in(form, shown, "of_form");
  decision.kept = read_id(text_in(form, shown, "kept"));
  decision.merged = read_id(text_in(form, shown, "merged"));
  decision.status = read_status(text_in(form, shown, "decision")).value_or(PairStatus::open);
  decision.reason = text_in(form, shown, "reason");
  decision.decided_by = text_in(form, shown, "decided_by");
  decision.decided_at_ms = value_in<std::int64_t>(form, shown, "decided_at").value_or(0);
  decision.mark = text_in(form, shown, "mark");
  decision.joined = read_joined(text_in(form, shown, "done"));
  return decision;
}

FieldValues values_of(const Form& form, const Decision& decision) {
  FieldValues values;
  const auto set = [&](const char* name, std::string text) {
    if (!text.empty()) values[form.field(name)->number] = std::move(text);
  };
  set("of_form", decision.form);
  set("kept", decision.kept.value.text());
  set("merged", decision.merged.value.text());
  set("decision", std::string(status_word(decision.status)));
  set("reason", decision.reason);
  set("decided_by", decision.decided_by);
  values[form.field("decided_at")->number] = decision.decided_at_ms;
  set("mark", decision.mark);
  set("done", joined_text(decision.joined));
  return values;
}

// All of it at once: a decision is one thing.
Edit change_to(const Form& form, const StoredRecord& record, const FieldValues& values) {
  Edit edit;
  edit.record = record.state.id;
  edit.form = form.name;
  edit.form_version = form.version;
  edit.seen = record.state.version;
  for (const auto& rule : form.groups) {
    const auto* state = record.state.group(rule.number);
    auto wanted = shown_values(rule, values);
    if (wanted == shown_values(rule, record.shown)) continue;
    edit.changes.push_back({rule.number, Base{record.state.version, {}}, std::move(wanted), {}, {}});
    for (const auto& head : state == nullptr ? std::vector<Head>{} : state->heads) {
      edit.stamp = std::max(edit.stamp, head.origin.stamp);
    }
  }
  return edit;
}

}  // namespace

std::string_view status_word(PairStatus status) {
  return kStatuses[static_cast<std::size_t>(status)];
}

std::optional<PairStatus> read_status(std::string_view word) {
  const auto found = std::ranges::find(kStatuses, word);
  if (found == kStatuses.end()) return std::nullopt;
  return static_cast<PairStatus>(found - kStatuses.begin());
}

Status check_reason(const std::string& reason) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    return fail(FaultKind::bad_input, "duplicates.reason_missing");
  }
  if (reason.size() <= kLongestReason) return {};
  return fail(FaultKind::bad_input, "duplicates.reason_long", {std::to_string(kLongestReason)});
}

RecordId decision_id(RecordId a, RecordId b) {
  if (b < a) std::swap(a, b);
  const auto digest = sha256("duplicate " + a.value.text() + ' ' + b.value.text());
  Uuid id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  // Version 8 of RFC 9562: made by a rule of one's own.
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0F) | 0x80);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3F) | 0x80);
  return RecordId{id};
}

Result<std::optional<Decision>> find_decision(HubStore& store, const FormCatalogue& forms, RecordId id) {
  MINSYNC_ASSIGN(const Form* form, forms.get(kDecisionForm));
  MINSYNC_ASSIGN(const auto record, store.records().load(*form, id));
  if (!record || record->deleted) return std::nullopt;
  return decision_in(*form, *record);
}

Status each_decision(HubStore& store, const FormCatalogue& forms, std::optional<RecordId> after,
                     const std::function<Result<bool>(const Decision&)>& visit) {
  MINSYNC_ASSIGN(const Form* form, forms.get(kDecisionForm));
  return store.records().scan(*form, after, [&](StoredRecord& record) -> Result<bool> {
    return record.deleted ? Result<bool>(true) : visit(decision_in(*form, record));
  });
}

Status put_decision(HubStore& store, const IngestContext& context, const HubIdentity& hub, const Decision& decision) {
  MINSYNC_ASSIGN(const Form* form, context.forms.get(kDecisionForm));
  const auto values = values_of(*form, decision);
  if (joined_text(decision.joined).size() > kLongestJoined) {
    return fail(FaultKind::bad_input, "duplicates.too_many_references");
  }
  MINSYNC_ASSIGN(const auto record, store.records().load(*form, decision.id));
  Edit edit;
  if (record) {
    edit = change_to(*form, *record, values);
    if (edit.changes.empty()) return {};
  } else {
    edit = creation_of(*form, values, hub, context.now_ms);
    edit.record = decision.id;
  }
  return ingest_own(store, context, hub, partition_of(context.divisions, hub.device.unit), {std::move(edit)});
}

}  // namespace minsync

#include "client/cli/message_json.h"

#include <nlohmann/json.hpp>

#include "client/cli/bundle_json.h"
#include "client/cli/file_json.h"
#include "client/cli/records.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

constexpr std::size_t kSignatureBytes = 64;

Json base_json(const Base& base) {
  Json own = Json::array();
  for (const auto& range : base.own) own.push_back({range.incarnation.value, range.first.value, range.last.value});
  return {{"version", base.version.value}, {"own", std::move(own)}};
}

struct PlainValue {
  Json operator()(const Null&) const { return nullptr; }
  Json operator()(std::int64_t number) const { return number; }
  Json operator()(const std::string& text) const { return text; }
  Json operator()(const Options& options) const { return options; }
  Json operator()(const RecordId& id) const { return id.value.text(); }
};

// By field name where the form is known here, else a list in the order of the group's fields.
Json values_of(const Form* form, GroupNumber number, const std::vector<FieldValue>& values, Disclosure disclosure) {
  const GroupRule* rule = form == nullptr ? nullptr : form->group(number);
  if (rule == nullptr || rule->fields.size() != values.size()) {
    Json out = Json::array();
    for (const auto& value : values) {
      const bool hidden = disclosure == Disclosure::masked && !is_null(value);
      out.push_back(hidden ? Json("***") : std::visit(PlainValue{}, value));
    }
    return out;
  }
  Json out = Json::object();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Field& field = *form->field(rule->fields[i]);
    out[field.name] = value_json(field, values[i], disclosure);
  }
  return out;
}

Json edit_id_json(const EditId& id) {
  return {{"device", id.device.value.text()}, {"incarnation", id.incarnation.value}, {"sequence", id.sequence.value}};
}

Json origin_json(const Origin& origin) {
  return {{"edit", edit_id_json(origin.edit)},
          {"version", origin.version.value},
          {"time", stamp_text(origin.stamp)},
          {"stamp", origin.stamp.value},
          {"rank", origin.rank}};
}

Json edit_json(const FormCatalogue& forms, const Edit& edit, Disclosure disclosure) {
  constexpr std::string_view kKinds[] = {"create", "change", "remove", "move"};
  const auto kind = static_cast<std::size_t>(edit.kind);
  const Form* form = forms.find(edit.form);
  Json changes = Json::array();
  for (const auto& change : edit.changes) {
    Json one = {{"group", change.group.value},
                {"base", base_json(change.base)},
                {"values", values_of(form, change.group, change.values, disclosure)}};
    if (!change.displayed.empty()) one["displayed"] = values_of(form, change.group, change.displayed, disclosure);
    for (const auto& head : change.decides) one["decides"].push_back(edit_id_json(head));
    changes.push_back(std::move(one));
  }
  Json out = {{"sequence", edit.id.sequence.value},
              {"kind", kind < std::size(kKinds) ? std::string(kKinds[kind]) : std::to_string(kind)},
              {"record", edit.record.value.text()},
              {"form", edit.form},
              {"form_version", edit.form_version}};
  if (edit.kind == EditKind::create) out["org"] = unit_code(edit.unit);
  out["seen"] = edit.seen.value;
  out["time"] = stamp_text(edit.stamp);
  out["stamp"] = edit.stamp.value;
  out["note"] = edit.note;
  out["changes"] = std::move(changes);
  return out;
}

Json batch_json(const FormCatalogue& forms, const Batch& batch, Disclosure disclosure) {
  Json edits = Json::array();
  for (const auto& edit : batch.edits) edits.push_back(edit_json(forms, edit, disclosure));
  return {{"message", "batch"},
          {"device", batch.device.value.text()},
          {"incarnation", batch.incarnation.value},
          {"partition", batch.partition.value},
          {"edits", std::move(edits)}};
}

Json cursor_json(const Cursor& cursor) {
  return {{"partition", cursor.partition.value},
          {"version", cursor.version.value},
          {"whole", cursor.whole.value},
          {"chain", hex(cursor.chain)}};
}

Result<Json> request_json(const FormCatalogue& forms, const SyncRequest& request, Disclosure disclosure) {
  Json cursors = Json::array();
  for (const auto& cursor : request.cursors) cursors.push_back(cursor_json(cursor));
  Json batches = Json::array();
  std::size_t batch_bytes = 0;
  for (const auto& bytes : request.batches) {
    MINSYNC_ASSIGN(auto batch, message_json(forms, bytes, disclosure));
    batches.push_back(std::move(batch));
    batch_bytes += bytes.size();
  }
  return Json{{"message", "request"},
              {"protocol", request.protocol},
              {"device", request.device.value.text()},
              {"incarnation", request.incarnation.value},
              {"counter", request.counter},
              {"epoch", request.epoch},
              {"clock", time_text(static_cast<std::int64_t>(request.clock_ms))},
              {"receipt_cursor", request.receipt_cursor},
              {"answer_bytes", request.answer_bytes},
              {"cursors", std::move(cursors)},
              {"relayed_bytes", request.relayed.size()},
              {"batch_bytes", batch_bytes},
              {"batches", std::move(batches)}};
}

Json receipt_json(const Receipt& receipt) {
  constexpr std::string_view kKinds[] = {"merged", "waiting", "refused", "quarantined", "held"};
  constexpr std::string_view kOutcomes[] = {"applied", "parallel", "overwritten", "in_review"};
  Json outcomes = Json::array();
  for (const auto& one : receipt.outcomes) {
    outcomes.push_back({{"group", one.group.value}, {"outcome", kOutcomes[static_cast<std::size_t>(one.outcome)]}});
  }
  return {{"serial", receipt.serial},
          {"incarnation", receipt.incarnation.value},
          {"sequence", receipt.sequence.value},
          {"kind", kKinds[static_cast<std::size_t>(receipt.kind)]},
          {"version", receipt.version.value},
          {"stamp", receipt.stamp.value},
          {"outcomes", std::move(outcomes)},
          {"reason", receipt.reason},
          {"args", receipt.args},
          {"field", receipt.field}};
}

Json group_json(const Form* form, const GroupState& group, Disclosure disclosure) {
  Json heads = Json::array();
  for (const auto& head : group.heads) {
    Json one = {{"origin", origin_json(head.origin)},
                {"values", values_of(form, group.number, head.values, disclosure)}};
    if (!head.displayed.empty()) one["displayed"] = values_of(form, group.number, head.displayed, disclosure);
    heads.push_back(std::move(one));
  }
  return {{"group", group.number.value},
          {"version", group.version.value},
          {"shown", values_of(form, group.number, group.shown, disclosure)},
          {"heads", std::move(heads)}};
}

Json change_json(const FormCatalogue& forms, const RecordChange& change, Disclosure disclosure) {
  const Form* form = forms.find(change.form);
  Json groups = Json::array(), removals = Json::array();
  for (const auto& group : change.state.groups) groups.push_back(group_json(form, group, disclosure));
  for (const auto& removal : change.state.removals) {
    Json bases = Json::array();
    for (const auto& [group, base] : removal.bases) {
      bases.push_back({{"group", group.value}, {"base", base_json(base)}});
    }
    removals.push_back({{"origin", origin_json(removal.origin)}, {"bases", std::move(bases)}});
  }
  return {{"form", change.form},
          {"record", change.state.id.value.text()},
          {"org", unit_code(change.state.unit)},
          {"birth", change.state.birth.value},
          {"version", change.state.version.value},
          {"deleted", change.state.deleted},
          {"groups", std::move(groups)},
          {"removals", std::move(removals)}};
}

Json answer_json(const FormCatalogue& forms, const SyncAnswer& answer, Disclosure disclosure) {
  Json received = Json::array(), receipts = Json::array(), partitions = Json::array();
  for (const auto& range : answer.received) {
    received.push_back({{"incarnation", range.incarnation.value},
                        {"first", range.first.value},
                        {"count", range.count},
                        {"version", range.version.value}});
  }
  for (const auto& receipt : answer.receipts) receipts.push_back(receipt_json(receipt));
  for (const auto& partition : answer.partitions) {
    Json records = Json::array();
    for (const auto& change : partition.records) records.push_back(change_json(forms, change, disclosure));
    partitions.push_back(
        {{"cursor", cursor_json(partition.cursor)}, {"complete", partition.complete}, {"records", std::move(records)}});
  }
  return {{"message", "answer"},
          {"protocol", answer.protocol},
          {"counter", answer.counter},
          {"epoch", answer.epoch},
          {"clock", time_text(static_cast<std::int64_t>(answer.clock_ms))},
          {"receipt_cursor", answer.receipt_cursor},
          {"unread", answer.unread.size()},
          {"relayed", !answer.relayed.empty()},
          {"received", std::move(received)},
          {"receipts", std::move(receipts)},
          {"partitions", std::move(partitions)}};
}

Result<Json> decoded(const FormCatalogue& forms, std::string_view bytes, Disclosure disclosure) {
  switch (kind_of(bytes)) {
    case MessageKind::batch: {
      MINSYNC_ASSIGN(const auto batch, decode_batch(bytes));
      return batch_json(forms, batch, disclosure);
    }
    case MessageKind::request: {
      MINSYNC_ASSIGN(const auto request, decode_request(bytes));
      return request_json(forms, request, disclosure);
    }
    case MessageKind::answer: {
      MINSYNC_ASSIGN(const auto answer, decode_answer(bytes));
      return answer_json(forms, answer, disclosure);
    }
    case MessageKind::bundle_down:
      return bundle_down_json(forms, bytes, disclosure);
    case MessageKind::unknown:
      if (auto message = file_message_json(bytes)) return std::move(*message);
      break;
    case MessageKind::bundle_up:
      break;
  }
  return fail(FaultKind::bad_input, "client.not_a_message");
}

}  // namespace

Result<Json> message_json(const FormCatalogue& forms, std::string_view bytes, Disclosure disclosure) {
  // Its signature stands behind its head.
  if (kind_of(bytes) == MessageKind::bundle_up) return bundle_up_json(forms, bytes, disclosure);
  if (bytes.size() > kSignatureBytes) {
    auto signed_message = decoded(forms, bytes.substr(0, bytes.size() - kSignatureBytes), disclosure);
    if (signed_message) {
      const auto signature = bytes.substr(bytes.size() - kSignatureBytes);
      (*signed_message)["signature"] = hex({reinterpret_cast<const std::uint8_t*>(signature.data()), signature.size()});
      return signed_message;
    }
  }
  return decoded(forms, bytes, disclosure);
}

}  // namespace minsync

#include "hub/ingest/moves.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace minsync {
namespace {

// Far below every limit of a batch.
constexpr std::size_t kMovesInBatch = 2000;

struct Found {
  const Form* form;
  RecordId id;
};

// Deleted ones too: one that is revived by a late edit belongs where its parent is.
Status add_below(HubStore& store, const FormCatalogue& forms, const Found& parent, std::vector<Found>& found) {
  for (const auto& form : forms.forms()) {
    for (const auto& field : form->fields) {
      if (!field.moves_with_parent || field.reference_form != parent.form->name) continue;
      MINSYNC_ASSIGN(const auto below, store.records().referring(*form, field.number, parent.id, true));
      for (const auto id : below) found.push_back({form, id});
    }
  }
  return {};
}

Result<std::vector<Found>> with_those_below(HubStore& store, const FormCatalogue& forms, const Found& root) {
  std::vector<Found> all;
  std::vector<Found> waiting{root};
  std::set<RecordId> seen;
  while (!waiting.empty()) {
    const Found next = waiting.back();
    waiting.pop_back();
    if (!seen.insert(next.id).second) continue;
    all.push_back(next);
    MINSYNC_TRY(add_below(store, forms, next, waiting));
  }
  return all;
}

}  // namespace

Edit move_of(const Form& form, const StoredRecord& record, UnitId to, const std::string& reason) {
  Edit edit;
  edit.kind = EditKind::move;
  edit.record = record.state.id;
  edit.form = form.name;
  edit.form_version = form.version;
  edit.unit = to;
  edit.seen = record.state.version;
  edit.note = reason;
  return edit;
}

Status ingest_moves(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                    std::vector<std::pair<PartitionId, Edit>> moves) {
  std::map<PartitionId, std::vector<Edit>> batches;
  for (auto& [partition, edit] : moves) {
    auto& batch = batches[partition];
    batch.push_back(std::move(edit));
    if (batch.size() == kMovesInBatch) {
      MINSYNC_TRY(ingest_own(store, context, hub, partition, std::exchange(batch, {})));
    }
  }
  for (auto& [partition, batch] : batches) {
    MINSYNC_TRY(ingest_own(store, context, hub, partition, std::move(batch)));
  }
  return {};
}

Result<std::size_t> move_record(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId id,
                                UnitId to, const std::string& reason) {
  MINSYNC_ASSIGN(const Form* form, store.records().form_of(id));
  std::optional<StoredRecord> root;
  if (form != nullptr) {
    MINSYNC_ASSIGN(root, store.records().load(*form, id));
  }
  if (!root || root->deleted) return fail(FaultKind::bad_input, "hub.no_such_record", {id.value.text()});
  MINSYNC_ASSIGN(const auto found, with_those_below(store, context.forms, {form, id}));
  std::vector<std::pair<PartitionId, Edit>> moves;
  for (const auto& one : found) {
    MINSYNC_ASSIGN(const auto record, store.records().load(*one.form, one.id));
    if (!record || record->state.unit == to) continue;
    moves.emplace_back(record->partition, move_of(*one.form, *record, to, reason));
  }
  if (moves.empty()) {
    const UnitSpan* span = context.divisions.find(to);
    return fail(FaultKind::bad_input, "hub.already_there_unit",
                {id.value.text(), span == nullptr ? std::string() : span->name});
  }
  const auto count = moves.size();
  MINSYNC_TRY(ingest_moves(store, context, hub, std::move(moves)));
  return count;
}

}  // namespace minsync

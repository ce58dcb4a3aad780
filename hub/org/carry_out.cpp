#include <algorithm>
#include <utility>

#include "hub/ingest/moves.h"
#include "hub/ingest/scope.h"
#include "hub/org/org_changes.h"
#include "shared/store/unit_decisions.h"

namespace minsync {
namespace {

constexpr std::size_t kEditsInBatch = 500;

// The table as it will be, or what does not fit in it.
Status check(HubStore& store, const IngestContext& context, const OrgChange& change, std::int32_t today) {
  MINSYNC_ASSIGN(auto all, read_decisions(store.records(), context.forms));
  for (const auto& decision : change.decisions) {
    if (decision.day > today) return fail(FaultKind::bad_input, "hub.day_ahead", {decision.code, decision.name});
    const auto later = std::ranges::find_if(
        all, [&](const UnitDecision& other) { return other.unit == decision.unit && other.day >= decision.day; });
    if (later != all.end()) return fail(FaultKind::bad_input, "hub.decided_later", {decision.code, decision.name});
  }
  all.insert(all.end(), change.decisions.begin(), change.decisions.end());
  const auto after = Divisions::built_in().with(std::move(all));
  for (const auto& decision : change.decisions) {
    const UnitSpan* span = after.find(decision.unit);
    const bool taken =
        span != nullptr && (decision.abolished ? span->to_day == decision.day : span->from_day == decision.day);
    if (!taken) return fail(FaultKind::bad_input, "hub.decision_does_not_fit", {decision.code, decision.name});
  }
  return after.check();
}

Status ingest_decisions(HubStore& store, const IngestContext& context, const HubIdentity& hub, const OrgChange& change,
                        const std::string& reason) {
  const Form& form = *context.forms.find(kUnitForm);
  const PartitionId city = partition_of(context.divisions, hub.device.unit);
  std::vector<Edit> edits;
  for (const auto& decision : change.decisions) {
    Edit edit = creation_of(form, values_of(form, decision), hub, context.now_ms);
    edit.note = reason;
    edits.push_back(std::move(edit));
    if (edits.size() == kEditsInBatch) MINSYNC_TRY(ingest_own(store, context, hub, city, std::exchange(edits, {})));
  }
  return ingest_own(store, context, hub, city, std::move(edits));
}

// Records that stand elsewhere now: those of an abolished unit itself, and those whose unit is under another.
Result<std::vector<std::pair<PartitionId, Edit>>> moves_after(HubStore& store, const IngestContext& before,
                                                              const Divisions& after, const OrgChange& change,
                                                              const std::string& reason) {
  std::vector<std::pair<PartitionId, Edit>> moves;
  for (const auto& form : before.forms.forms()) {
    if (form->reference_data) continue;
    MINSYNC_TRY(store.records().scan(*form, std::nullopt, [&](StoredRecord& record) -> Result<bool> {
      const UnitId unit = record.state.unit;
      const auto given = std::ranges::find(change.own_records, unit, &std::pair<UnitId, UnitId>::first);
      const UnitId to = given == change.own_records.end() ? unit : given->second;
      const Place was = place_of(before.divisions, unit), is = place_of(after, to);
      const bool elsewhere = was.township != is.township || was.county != is.county;
      if (to != unit || elsewhere) moves.emplace_back(record.partition, move_of(*form, record, to, reason));
      return true;
    }));
  }
  return moves;
}

}  // namespace

Result<OrgReport> carry_out(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                            const OrgChange& change, std::int32_t today, const std::string& reason) {
  MINSYNC_TRY(check(store, context, change, today));
  MINSYNC_TRY(ingest_decisions(store, context, hub, change, reason));
  MINSYNC_ASSIGN(const Divisions* after, store.records().divisions());
  MINSYNC_ASSIGN(auto moves, moves_after(store, context, *after, change, reason));
  const OrgReport report{change.decisions.size(), moves.size()};
  const IngestContext now{context.forms, *after, context.now_ms, context.tag_key};
  MINSYNC_TRY(ingest_moves(store, now, hub, std::move(moves)));
  return report;
}

}  // namespace minsync

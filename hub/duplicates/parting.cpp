#include "hub/duplicates/parting.h"

#include <algorithm>

#include "hub/duplicates/joining.h"
#include "hub/duplicates/match_keys.h"
#include "hub/duplicates/record_edits.h"
#include "hub/ingest/moves.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

struct Parting {
  HubStore& store;
  IngestContext context;
  const HubIdentity& hub;
  std::string reason;
  Parted& parted;
};

std::string note_of(const Parting& parting, RecordId other) {
  return say(Language::zh, "duplicates.note_split", {other.value.text(), parting.reason});
}

std::string field_name(const Form& form, const GroupRule& rule) {
  return form.field(rule.fields.front())->name;
}

Status restore_groups(Parting& parting, const Form& form, const StoredRecord& kept) {
  const auto& decision = parting.parted.decision;
  Edit edit = change_on(form, kept, note_of(parting, decision.merged));
  const auto leave = [&](const GroupRule& rule, LeftBecause why) {
    parting.parted.left.push_back({form.name, kept.state.id, field_name(form, rule), why});
  };
  for (const auto& joined : decision.joined.groups) {
    const auto* rule = form.group(joined.group);
    if (rule == nullptr) continue;
    if (!untouched_since(kept, joined.group, joined.last)) {
      leave(*rule, LeftBecause::changed);
      continue;
    }
    if (!is_open(form, kept, *rule)) {
      leave(*rule, LeftBecause::closed);
      continue;
    }
    MINSYNC_ASSIGN(auto before, values_before(parting.store, form, kept, *rule, joined.first));
    if (!before) {
      leave(*rule, LeftBecause::gone);
      continue;
    }
    replace_head(edit, *rule, kept, joined.last, *std::move(before));
    ++parting.parted.restored;
  }
  if (edit.changes.empty()) return {};
  return ingest_own(parting.store, parting.context, parting.hub, kept.partition, {std::move(edit)});
}

Status revive(Parting& parting, const Form& form, const StoredRecord& merged) {
  if (!merged.deleted) return {};
  MINSYNC_TRY(ingest_own(parting.store, parting.context, parting.hub, merged.partition,
                         {revival_of(form, merged, note_of(parting, parting.parted.decision.kept))}));
  MINSYNC_ASSIGN(const auto now, parting.store.records().load(form, merged.state.id));
  if (!now || now->deleted) return fail(FaultKind::integrity, "duplicates.not_done");
  parting.parted.revived = true;
  return {};
}

struct Places {
  UnitId kept, merged;
};

// Back to where it was, or to the record that it belongs to again if that is elsewhere by now; unless somebody has
// moved it on, or the unit is not there any more.
Status move_back(Parting& parting, const Form& form, const JoinedReference& joined, const Places& places) {
  const GroupRule& rule = *form.group(joined.group);
  const bool follows =
      std::ranges::any_of(rule.fields, [&](FieldNumber number) { return form.field(number)->moves_with_parent; });
  const UnitId target = joined.unit.value != 0 ? joined.unit : places.merged;
  MINSYNC_ASSIGN(const auto record, parting.store.records().load(form, joined.record));
  if (!follows || record->state.unit == target) return {};
  if (record->state.unit != places.kept || parting.context.divisions.find(target) == nullptr) {
    parting.parted.left.push_back({form.name, joined.record, "", LeftBecause::changed});
    return {};
  }
  MINSYNC_TRY(move_record(parting.store, parting.context, parting.hub, joined.record, target,
                          note_of(parting, parting.parted.decision.kept)));
  return {};
}

Status return_reference(Parting& parting, const JoinedReference& joined, const Places& places) {
  const Form* form = parting.context.forms.find(joined.form);
  const GroupRule* rule = form == nullptr ? nullptr : form->group(joined.group);
  if (rule == nullptr) return {};
  const auto leave = [&](LeftBecause why) {
    parting.parted.left.push_back({form->name, joined.record, field_name(*form, *rule), why});
    return Status{};
  };
  MINSYNC_ASSIGN(const auto record, parting.store.records().load(*form, joined.record));
  if (!record || record->deleted) return leave(LeftBecause::gone);
  if (!untouched_since(*record, joined.group, joined.last)) return leave(LeftBecause::changed);
  if (!is_open(*form, *record, *rule)) return leave(LeftBecause::closed);
  auto values = shown_values(*rule, record->shown);
  for (auto& value : values) {
    if (value == FieldValue(parting.parted.decision.kept)) value = parting.parted.decision.merged;
  }
  Edit edit = change_on(*form, *record, note_of(parting, parting.parted.decision.kept));
  replace_head(edit, *rule, *record, joined.last, std::move(values));
  MINSYNC_TRY(ingest_own(parting.store, parting.context, parting.hub, record->partition, {std::move(edit)}));
  ++parting.parted.returned;
  return move_back(parting, *form, joined, places);
}

Result<Decision> find_merge(HubStore& store, const IngestContext& context, RecordId id) {
  MINSYNC_ASSIGN(auto decision, find_decision(store, context.forms, id));
  if (!decision || decision->status != PairStatus::merged) {
    return fail(FaultKind::bad_input, "duplicates.no_merge", {id.value.text()});
  }
  return *std::move(decision);
}

void decide(Decision& decision, PairStatus status, const std::string& reason, const std::string& by,
            std::int64_t now_ms) {
  decision.status = status;
  decision.reason = reason;
  decision.decided_by = by;
  decision.decided_at_ms = now_ms;
}

}  // namespace

std::string_view left_word(LeftBecause why) {
  switch (why) {
    case LeftBecause::changed:
      return "changed";
    case LeftBecause::gone:
      return "gone";
    case LeftBecause::closed:
      return "closed";
  }
  return {};
}

Result<Parted> split_records(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId id,
                             const std::string& reason, const std::string& by) {
  MINSYNC_TRY(check_reason(reason));
  Parted parted;
  MINSYNC_ASSIGN(parted.decision, find_merge(store, context, id));
  auto& decision = parted.decision;
  MINSYNC_ASSIGN(const auto pair, load_pair(store, decision.kept, decision.merged));
  if (pair.kept.deleted) return fail(FaultKind::bad_input, "duplicates.kept_removed", {decision.kept.value.text()});
  Parting parting{store, context, hub, reason, parted};
  parting.context.joins_records = true;
  MINSYNC_TRY(revive(parting, *pair.form, pair.merged));
  MINSYNC_TRY(restore_groups(parting, *pair.form, pair.kept));
  for (const auto& joined : decision.joined.references) {
    MINSYNC_TRY(return_reference(parting, joined, {pair.kept.state.unit, pair.merged.state.unit}));
  }
  decide(decision, PairStatus::split, reason, by, context.now_ms);
  decision.joined = {};
  MINSYNC_TRY(put_decision(store, context, hub, decision));
  return parted;
}

Result<Decision> dismiss_pair(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                              const Dismissal& dismissal) {
  if (dismissal.dismissed) MINSYNC_TRY(check_reason(dismissal.reason));
  MINSYNC_ASSIGN(const auto pair, load_pair(store, dismissal.a, dismissal.b));
  const auto id = decision_id(dismissal.a, dismissal.b);
  MINSYNC_ASSIGN(auto known, find_decision(store, context.forms, id));
  if (known && known->status == PairStatus::merged) return fail(FaultKind::bad_input, "duplicates.split_first");
  MINSYNC_ASSIGN(const auto secret, store.setting("tag_key"));
  const auto alike = likeness(*pair.form, pair.kept, pair.merged, secret);
  if (dismissal.dismissed && !alike) return fail(FaultKind::bad_input, "duplicates.nothing_alike");
  Decision decision;
  if (known) decision = *std::move(known);
  decision.id = id;
  decision.form = pair.form->name;
  decision.kept = dismissal.a;
  decision.merged = dismissal.b;
  decision.mark = dismissal.dismissed ? alike->mark : std::string();
  decide(decision, dismissal.dismissed ? PairStatus::dismissed : PairStatus::open, dismissal.reason, dismissal.by,
         context.now_ms);
  MINSYNC_TRY(put_decision(store, context, hub, decision));
  return decision;
}

}  // namespace minsync

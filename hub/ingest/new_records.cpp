#include "hub/ingest/new_records.h"

#include <algorithm>

#include "hub/ingest/feed_writer.h"
#include "shared/crypto/edit_digest.h"
#include "shared/forms/field_rights.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

bool may_create(const Form& form, const Device& device) {
  const bool may_write =
      form.write_roles.empty() ? device.role != Role::city : contains(form.write_roles, role_name(device.role));
  // Where the parent stands is to be looked up.
  const bool follows = std::ranges::any_of(form.fields, &Field::moves_with_parent);
  return may_write && !follows && sees_form(device, form.name);
}

bool is_open(const Form& form, const Field& field, Role role) {
  return !form.workflow || field_right(form, field, form.workflow->initial, role) != FieldRight::refused;
}

bool fit(const std::vector<const Field*>& fields, const std::vector<FieldValue>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!check_type(*fields[i], values[i])) return false;
  }
  return true;
}

}  // namespace

const NewRecords::PlainForm& NewRecords::form_for(const Edit& edit) {
  const auto known = forms_.find(edit.form);
  if (known != forms_.end()) return known->second;
  PlainForm plain;
  const Form* form = ingest_.context.forms.find(edit.form);
  if (form != nullptr && may_create(*form, ingest_.device)) {
    plain.form = form;
    for (const auto& rule : form->groups) {
      PlainGroup group{&rule, {}, form->workflow && form->group_of(form->workflow->field).number == rule.number};
      for (const auto number : rule.fields) group.fields.push_back(form->field(number));
      // What the author may not write is left out: an edit that names it finds no rule.
      if (group.is_status || is_open(*form, *group.fields.front(), ingest_.device.role)) {
        plain.groups.push_back(std::move(group));
      }
    }
  }
  return forms_.emplace(edit.form, std::move(plain)).first->second;
}

// The author's own, where records of it are born and read; nobody is told more than its place in the feed.
Result<const NewRecords::PlainUnit*> NewRecords::unit_for(const Edit& edit) {
  const auto [known, asked] = units_.try_emplace({edit.form, edit.unit});
  PlainUnit& plain = known->second;
  if (!asked) return &plain;
  const auto& divisions = ingest_.context.divisions;
  if (divisions.find(edit.unit) == nullptr) return &plain;
  MINSYNC_ASSIGN(const auto standing,
                 standing_of(ingest_.store, ingest_.context, ingest_.device, ingest_.partition.id, edit, nullptr));
  plain.place = place_of(divisions, edit.unit);
  plain.is_plain = standing.unit == edit.unit && standing.inside && standing.right_partition &&
                   partition_of(divisions, plain.place.township) == ingest_.partition.id &&
                   Scope(divisions, ingest_.device).reads(plain.place);
  return &plain;
}

Result<bool> NewRecords::is_plain(std::size_t at, const PlainForm& form) {
  const Edit& edit = batch_.edits[at];
  const bool fits = at < fitting_.size() && fitting_[at] == form.form;
  if (!fits && !makes_new_record(*form.form, edit)) return false;
  const auto now_ms = static_cast<std::uint64_t>(ingest_.context.now_ms);
  if (effective_stamp(edit.stamp, now_ms, {}) != edit.stamp) return false;
  auto group = form.groups.begin();
  for (const auto& change : edit.changes) {
    while (group != form.groups.end() && group->rule->number < change.group) ++group;
    if (group == form.groups.end() || group->rule->number != change.group) return false;
    if (group->is_status && change.values.front() != FieldValue(form.form->workflow->initial)) return false;
    if (!fits && !fit(group->fields, change.values)) return false;
    ++group;
  }
  if (*has_purged_) {
    MINSYNC_ASSIGN(const auto purged, ingest_.store.find_purged(edit.record));
    if (purged) return false;
  }
  return true;
}

// What the long way notes of each.
Status NewRecords::note(std::span<const Edit> edits, const std::vector<FeedEntry>& feed) {
  MINSYNC_TRY(ingest_.store.put_feed(ingest_.partition.id, {feed.data(), edits.size()}));
  ingest_.names.arrived(edits, ingest_.partition.id, feed.front().version);
  ingest_.report.merged += static_cast<std::uint32_t>(edits.size());
  for (std::size_t i = 0; i < edits.size(); ++i) {
    Verdict verdict{Verdict::Kind::merged, {}, edits[i].stamp, static_cast<std::uint8_t>(ingest_.device.role)};
    verdict.clean = true;
    verdict.sender = ingest_.sender;
    ingest_.verdicts.push_back(std::move(verdict));
    // A range keeps the digest of its last edit alone.
    const bool goes_on = i + 1 < edits.size() && edits[i + 1].id.sequence.value == edits[i].id.sequence.value + 1;
    add_to_kept(ingest_.fresh, edits[i].id, goes_on ? EditDigest{} : edit_digest(edits[i]), feed[i].version);
  }
  return {};
}

Result<std::size_t> NewRecords::take(std::size_t first) {
  const auto edits = std::span(batch_.edits).subspan(first);
  if (edits.front().kind != EditKind::create) return 0;
  MINSYNC_ASSIGN(const bool newest, ingest_.names.is_newest(edits.front().id));
  const auto& form = form_for(edits.front());
  if (!newest || form.form == nullptr) return 0;
  if (!has_purged_) {
    MINSYNC_ASSIGN(has_purged_, ingest_.store.has_purged());
  }
  std::vector<NewRecord> records;
  std::vector<FeedEntry> feed;
  const PlainUnit* unit = nullptr;
  for (std::size_t i = 0; i < edits.size() && edits[i].form == form.form->name; ++i) {
    const Edit& edit = edits[i];
    if (i == 0 || edit.unit != edits[i - 1].unit) {
      MINSYNC_ASSIGN(unit, unit_for(edit));
    }
    if (!unit->is_plain) break;
    MINSYNC_ASSIGN(const bool plain, is_plain(first + i, form));
    if (!plain) break;
    const Version version{ingest_.partition.last.value + 1 + first + i};
    const Origin origin{edit.id, version, edit.stamp, static_cast<std::uint8_t>(ingest_.device.role)};
    records.push_back({edit.record, edit.unit, origin, &edit.changes});
    feed.push_back({version,
                    unit->place.township,
                    edit.form,
                    edit.record,
                    ingest_.device.id,
                    ingest_.sender,
                    {},
                    unit->place.county});
  }
  if (records.empty()) return 0;
  MINSYNC_ASSIGN(const auto written, ingest_.store.records().create(*form.form, ingest_.partition.id, records));
  if (written > 0) MINSYNC_TRY(note(edits.first(written), feed));
  return written;
}

}  // namespace minsync

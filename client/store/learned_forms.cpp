#include "client/store/learned_forms.h"

#include <algorithm>
#include <charconv>

#include "client/store/overlay.h"
#include "shared/divisions/divisions.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

// Kept as an answer of its own: its bytes have a reader already.
std::string encode_kept(const RecordChange& change, PartitionId partition) {
  SyncAnswer kept;
  kept.partitions.push_back({{partition, {}, {}, {}}, false, false, {}, {change}});
  return encode_answer(kept);
}

struct Kept {
  PartitionId partition;
  RecordChange change;
};

Result<Kept> decode_kept(std::string_view bytes) {
  MINSYNC_ASSIGN(auto kept, decode_answer(bytes));
  if (kept.partitions.size() != 1 || kept.partitions.front().records.size() != 1) {
    return fail(FaultKind::integrity, "common.damaged", {"unknown_change"});
  }
  auto& only = kept.partitions.front();
  return Kept{only.cursor.partition, std::move(only.records.front())};
}

Result<std::vector<Kept>> kept_changes(ClientStore& store) {
  MINSYNC_ASSIGN(auto rows, store.database().prepare("SELECT state FROM unknown_change"));
  std::vector<Kept> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return all;
    MINSYNC_ASSIGN(auto one, decode_kept(rows.blob(0)));
    all.push_back(std::move(one));
  }
}

Status forget(ClientStore& store, RecordId id) {
  return store.database().run("DELETE FROM unknown_change WHERE record = ?", id);
}

Status show(ClientStore& store, const Form& form, StoredRecord& record, bool fresh) {
  MINSYNC_ASSIGN(const auto own, store.edits_of(record.state.id));
  show_with_edits(form, record, edits_on_top(record.state, own), store.enrolment().role);
  return store.save(form, record, fresh);
}

Status show_kept(ClientStore& store) {
  MINSYNC_ASSIGN(const auto kept, kept_changes(store));
  for (const auto& [partition, change] : kept) {
    const Form* form = store.forms().find(change.form);
    if (form == nullptr) continue;
    StoredRecord record;
    record.state = change.state;
    record.partition = partition;
    MINSYNC_TRY(show(store, *form, record, true));
    MINSYNC_TRY(forget(store, change.state.id));
  }
  return {};
}

// Groups that were not known stand in the extra table; now they have columns.
Status show_new_groups(ClientStore& store, const Form& form) {
  MINSYNC_ASSIGN(const auto ids, store.records().with_extra(form));
  for (const auto id : ids) {
    MINSYNC_ASSIGN(auto record, store.records().load(form, id));
    if (record) MINSYNC_TRY(show(store, form, *record, false));
  }
  return {};
}

constexpr std::string_view kRemembered = "definition.";

// The newest of each form that was ever stored, as "VERSION TEXT".
Result<std::vector<FormDefinition>> remembered(ClientStore& store) {
  std::vector<FormDefinition> all;
  MINSYNC_ASSIGN(auto rows, store.database().query("SELECT key, value FROM setting WHERE substr(key, 1, ?) = ?",
                                                   kRemembered.size(), kRemembered));
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return all;
    const auto value = rows.blob(1);
    const auto blank = value.find(' ');
    FormDefinition one{std::string(rows.text(0).substr(kRemembered.size())), {}, 0};
    const auto number = std::from_chars(value.data(), value.data() + std::min(blank, value.size()), one.version);
    if (blank == std::string_view::npos || number.ec != std::errc()) {
      return fail(FaultKind::integrity, "common.damaged", {std::string(kRemembered) + one.name});
    }
    one.yaml = value.substr(blank + 1);
    all.push_back(std::move(one));
  }
}

Status remember(ClientStore& store, const std::vector<FormDefinition>& stored) {
  MINSYNC_ASSIGN(const auto known, remembered(store));
  for (const auto& [name, yaml, version] : stored) {
    const auto before = std::ranges::find(known, name, &FormDefinition::name);
    if (before != known.end() && before->version >= version) continue;
    MINSYNC_TRY(store.set_setting(std::string(kRemembered) + name, std::to_string(version) + " " + yaml));
  }
  return {};
}

}  // namespace

Result<LearnedForms> learn_stored_forms(ClientStore& store) {
  MINSYNC_ASSIGN(const auto former, remembered(store));
  return learn_forms(store.records(), store.forms(), former);
}

Status settle_forms(ClientStore& store) {
  MINSYNC_ASSIGN(const auto learned, learn_stored_forms(store));
  MINSYNC_TRY(remember(store, learned.stored));
  MINSYNC_ASSIGN(const auto settled, store.setting(std::string(kFormsSetting)));
  store.know_forms(learned.mark);
  if (settled == learned.mark) return {};
  for (const auto* form : store.forms().forms()) MINSYNC_TRY(show_new_groups(store, *form));
  MINSYNC_TRY(show_kept(store));
  return store.set_setting(std::string(kFormsSetting), learned.mark);
}

void take_over(RecordState& state, const RecordState& change) {
  if (state.groups.empty()) {
    state = change;
    return;
  }
  for (const auto& group : change.groups) {
    if (GroupState* present = state.group(group.number)) {
      *present = group;
    } else {
      state.groups.push_back(group);
      std::ranges::sort(state.groups, {}, &GroupState::number);
    }
  }
  state.id = change.id;
  state.unit = change.unit;
  state.birth = change.birth;
  state.version = change.version;
  state.deleted = change.deleted;
  state.removals = change.removals;
}

Status keep_unknown(ClientStore& store, const RecordChange& change, PartitionId partition, bool whole) {
  if (change.left) return forget(store, change.state.id);
  if (planted(PlantedBug::unknown_dropped)) return {};
  Kept kept{partition, change};
  MINSYNC_ASSIGN(auto row,
                 store.database().query("SELECT state FROM unknown_change WHERE record = ?", change.state.id));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (found && !whole) {
    MINSYNC_ASSIGN(kept, decode_kept(row.blob(0)));
    if (kept.change.state.version > change.state.version) return {};
    take_over(kept.change.state, change.state);
  }
  return store.database().run("INSERT OR REPLACE INTO unknown_change VALUES (?, ?, ?)", change.state.id,
                              std::string_view(change.form), Blob{encode_kept(kept.change, partition)});
}

Status drop_untold_unknown(ClientStore& store, PartitionId partition) {
  MINSYNC_ASSIGN(const auto kept, kept_changes(store));
  for (const auto& [told_by, change] : kept) {
    if (told_by != partition) continue;
    MINSYNC_ASSIGN(auto row, store.database().query("SELECT 1 FROM told_anew WHERE record = ?", change.state.id));
    MINSYNC_ASSIGN(const bool told, row.step());
    if (!told) MINSYNC_TRY(forget(store, change.state.id));
  }
  return {};
}

}  // namespace minsync

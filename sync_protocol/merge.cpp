#include "sync_protocol/merge.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "sync_protocol/planted_bug.h"
#include "sync_protocol/result.h"

namespace minsync {
namespace {

const GroupRule& rule_for(std::span<const GroupRule> rules, GroupNumber number) {
  const auto found = std::ranges::find(rules, number, &GroupRule::number);
  MINSYNC_ASSERT(found != rules.end());
  return *found;
}

GroupState& state_for(RecordState& record, GroupNumber number) {
  auto at = std::ranges::lower_bound(record.groups, number, {}, &GroupState::number);
  if (at == record.groups.end() || at->number != number) {
    at = record.groups.insert(at, GroupState{number, {}, {}, {}});
  }
  return *at;
}

// A workflow's state is the transition that was merged last, whatever its stamp.
auto order_of(const Head& head, MergePolicy policy) {
  const std::uint8_t rank = policy == MergePolicy::authority ? head.origin.rank : std::uint8_t{0};
  const Version version = policy == MergePolicy::workflow ? place_of(head.origin) : Version{};
  return std::tuple(rank, version, head.origin.stamp, head.origin.edit);
}

const Head* greatest(const std::vector<Head>& heads, MergePolicy policy) {
  const auto found = std::ranges::max_element(
      heads, [policy](const Head& a, const Head& b) { return order_of(a, policy) < order_of(b, policy); });
  return found == heads.end() ? nullptr : &*found;
}

Options options_of(const std::vector<FieldValue>& values) {
  if (values.empty()) return {};
  const auto* options = std::get_if<Options>(&values.front());
  return options == nullptr ? Options{} : *options;
}

std::int64_t number_of(const std::vector<FieldValue>& values) {
  if (values.empty()) return 0;
  const auto* number = std::get_if<std::int64_t>(&values.front());
  return number == nullptr ? 0 : *number;
}

Options minus(const Options& a, const Options& b) {
  Options out;
  std::ranges::set_difference(a, b, std::back_inserter(out));
  return out;
}

std::vector<FieldValue> as_values(Options options) {
  if (options.empty()) return {Null{}};
  return {FieldValue(std::move(options))};
}

// Totals stop at the ends of the range instead of wrapping; no sum of real counts or fen comes near.
std::int64_t add_saturating(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

std::int64_t subtract_saturating(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  if (!__builtin_sub_overflow(a, b, &difference)) return difference;
  return b < 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

bool same_machine(const EditId& a, const EditId& b) {
  return a.device == b.device && a.incarnation == b.incarnation;
}

// No value and a cleared value look alike to the author.
bool same_values(const std::vector<FieldValue>& a, const std::vector<FieldValue>& b) {
  return a == b || (std::ranges::all_of(a, is_null) && std::ranges::all_of(b, is_null));
}

// Which heads an edit replaces. Under review an edit answers only the value it displayed, so that a second
// value in an open conflict cannot vanish by an edit that did not mean to decide it. `policy`: of the form version that
// the edit was made with.
std::vector<bool> replaced_by(MergePolicy policy, const GroupState& state, const EditId& author,
                              const GroupChange& change) {
  std::vector<bool> replaced(state.heads.size());
  if (!change.decides.empty()) {
    for (std::size_t i = 0; i < replaced.size(); ++i) {
      replaced[i] = std::ranges::find(change.decides, state.heads[i].origin.edit) != change.decides.end();
    }
    return replaced;
  }
  const Base own_only{{}, change.base.own, {}};
  const bool on_own_base =
      std::ranges::any_of(state.heads, [&](const Head& head) { return covers(own_only, author, head.origin); });
  for (std::size_t i = 0; i < replaced.size(); ++i) {
    const Head& head = state.heads[i];
    if (policy != MergePolicy::review) {
      replaced[i] = covers(change.base, author, head.origin);
    } else if (on_own_base) {
      replaced[i] = covers(own_only, author, head.origin);
    } else {
      replaced[i] = covers(change.base, author, head.origin) &&
                    (same_values(head.values, change.displayed) || head.origin.edit.device == author.device);
    }
  }
  return replaced;
}

void insert_head(GroupState& state, Head head) {
  const auto at =
      std::ranges::lower_bound(state.heads, head.origin.edit, {}, [](const Head& h) { return h.origin.edit; });
  state.heads.insert(at, std::move(head));
}

void drop(GroupState& state, const std::vector<bool>& replaced) {
  std::size_t i = 0;
  std::erase_if(state.heads, [&](const Head&) { return replaced[i++]; });
}

// A covered head whose additions still live stays: somebody who removes them must be able to name it.
void merge_union(GroupState& state, const Origin& origin, const GroupChange& change, std::vector<bool> replaced) {
  const Options wanted = options_of(change.values), seen = options_of(change.displayed);
  const Options removed = minus(seen, wanted);
  for (std::size_t i = 0; i < state.heads.size(); ++i) {
    if (!replaced[i]) continue;
    Options live = minus(options_of(state.heads[i].values), removed);
    replaced[i] = live.empty();
    state.heads[i].values = as_values(std::move(live));
  }
  drop(state, replaced);
  insert_head(state, Head{origin, as_values(minus(wanted, seen)), {}});
}

void merge_group(const GroupRule& rule, GroupState& state, const Edit& edit, const Origin& origin,
                 const GroupChange& change) {
  const MergePolicy made_by = planted(PlantedBug::policy_of_today) ? rule.policy : rule.policy_in(edit.form_version);
  const auto replaced = replaced_by(made_by, state, origin.edit, change);
  if (rule.policy == MergePolicy::set_union) {
    merge_union(state, origin, change, replaced);
  } else {
    drop(state, replaced);
    Head head{origin, change.values, {}};
    if (made_by == MergePolicy::review) head.displayed = change.displayed;
    if (rule.policy == MergePolicy::sum) head.values.clear();
    insert_head(state, std::move(head));
  }
  if (rule.policy == MergePolicy::sum) {
    const bool same = planted(PlantedBug::same_value_on_sums) && state.shown == change.values;
    const auto delta = same ? 0 : subtract_saturating(number_of(change.values), number_of(change.displayed));
    state.shown = {FieldValue(add_saturating(number_of(state.shown), delta))};
  } else {
    state.shown = shown_of(rule, state.heads);
    if (planted(PlantedBug::group_split) && rule.fields.size() > 1) state.shown.back() = change.values.back();
  }
  state.version = origin.version;
}

bool covers_everything(const Removal& removal, const RecordState& record) {
  return std::ranges::all_of(record.groups, [&](const GroupState& group) {
    const auto base = std::ranges::find(removal.bases, group.number, &std::pair<GroupNumber, Base>::first);
    if (base == removal.bases.end()) return group.heads.empty();
    return std::ranges::all_of(
        group.heads, [&](const Head& head) { return covers(base->second, removal.origin.edit, head.origin); });
  });
}

// A later removal of the same machine has seen at least what an earlier one saw. Removals do not stand on each other,
// so the earlier one may arrive last; a machine restored from an old copy (another incarnation) may have seen less.
void add_removal(RecordState& record, const Edit& edit, const Origin& origin) {
  const auto same = [&](const Removal& r) { return same_machine(r.origin.edit, edit.id); };
  const auto later = [&](const Removal& r) { return same(r) && r.origin.edit.sequence > edit.id.sequence; };
  if (std::ranges::any_of(record.removals, later)) return;
  std::erase_if(record.removals, same);
  Removal removal{origin, {}};
  for (const auto& change : edit.changes) removal.bases.emplace_back(change.group, change.base);
  record.removals.push_back(std::move(removal));
  std::ranges::sort(record.removals, {}, [](const Removal& r) { return r.origin.edit; });
}

bool covers_all_heads(const GroupState& state, const EditId& author, const Base& base) {
  return std::ranges::all_of(state.heads, [&](const Head& head) { return covers(base, author, head.origin); });
}

bool others_changed_meanwhile(const RecordState& record, const Edit& edit) {
  return std::ranges::any_of(record.groups, [&](const GroupState& state) {
    if (state.version <= edit.seen) return false;
    if (std::ranges::find(edit.changes, state.number, &GroupChange::group) != edit.changes.end()) return false;
    return std::ranges::any_of(state.heads, [&](const Head& head) {
      return head.origin.version > edit.seen && !same_machine(head.origin.edit, edit.id);
    });
  });
}

// What a removal's author is told of each group: a value that the removal did not see keeps the record alive.
std::vector<GroupOutcome> outcomes_of_removal(const RecordState& record, const Edit& edit, bool parallel) {
  std::vector<GroupOutcome> outcomes;
  for (const auto& change : edit.changes) {
    const GroupState* state = record.group(change.group);
    const bool seen = state == nullptr || covers_all_heads(*state, edit.id, change.base);
    Outcome outcome = parallel ? Outcome::parallel : Outcome::applied;
    if (!seen && !record.deleted) outcome = Outcome::overwritten;
    outcomes.push_back({change.group, outcome});
  }
  return outcomes;
}

}  // namespace

bool covers(const Base& base, const EditId& author, const Origin& origin) {
  if (epoch_of(base.version) < epoch_of(origin.version)) {
    // The hub lost the edit and was sent it again: what counts is where it stood when the base was displayed.
    const bool there = origin.former.value != 0 && epoch_of(origin.former) <= epoch_of(base.version);
    if (there && origin.former <= base.version) return true;
  } else if (origin.version <= base.version) {
    return true;
  }
  if (origin.edit.device != author.device) return false;
  return std::ranges::any_of(base.own, [&](const SequenceRange& range) {
    return range.incarnation == origin.edit.incarnation && range.first <= origin.edit.sequence &&
           origin.edit.sequence <= range.last;
  });
}

std::vector<FieldValue> shown_of(const GroupRule& rule, const std::vector<Head>& heads) {
  if (heads.empty()) return std::vector<FieldValue>(rule.fields.size(), Null{});
  if (rule.policy == MergePolicy::set_union) {
    Options all;
    for (const auto& head : heads) {
      Options merged;
      std::ranges::set_union(all, options_of(head.values), std::back_inserter(merged));
      all = std::move(merged);
    }
    return as_values(std::move(all));
  }
  if (rule.policy == MergePolicy::max || rule.policy == MergePolicy::min) {
    const FieldValue* best = nullptr;
    for (const auto& head : heads) {
      const FieldValue& value = head.values.front();
      if (is_null(value)) continue;
      const bool better = best == nullptr || (rule.policy == MergePolicy::max ? *best < value : value < *best);
      if (better) best = &value;
    }
    return {best == nullptr ? FieldValue(Null{}) : *best};
  }
  return greatest(heads, rule.policy)->values;
}

Conflict conflict_of(const GroupRule& rule, const GroupState& state) {
  Conflict conflict;
  const bool can_conflict =
      rule.policy == MergePolicy::latest || rule.policy == MergePolicy::authority || rule.policy == MergePolicy::review;
  if (!can_conflict || state.heads.size() < 2) return conflict;
  conflict.shown = greatest(state.heads, rule.policy);
  for (const auto& head : state.heads) {
    if (head.values != conflict.shown->values) conflict.others.push_back(&head);
  }
  std::ranges::sort(conflict.others, [](const Head* a, const Head* b) {
    return order_of(*a, MergePolicy::latest) > order_of(*b, MergePolicy::latest);
  });
  return conflict;
}

Outcome outcome_of(const GroupRule& rule, const GroupState& state, const Edit& edit) {
  const auto conflict = conflict_of(rule, state);
  if (conflict.others.empty()) return Outcome::applied;
  if (rule.policy_in(edit.form_version) == MergePolicy::review) return Outcome::in_review;
  const bool lost =
      std::ranges::any_of(conflict.others, [&](const Head* head) { return head->origin.edit == edit.id; });
  return lost ? Outcome::overwritten : Outcome::applied;
}

bool is_removed(const RecordState& record) {
  return std::ranges::any_of(record.removals,
                             [&](const Removal& removal) { return covers_everything(removal, record); });
}

Merged merge_edit(std::span<const GroupRule> rules, RecordState& record, const Edit& edit, const Origin& origin) {
  Merged merged;
  if (edit.kind == EditKind::move) {
    record.unit = edit.unit;
    record.version = origin.version;
    merged.clean = false;
    return merged;
  }
  if (edit.kind == EditKind::create && record.unit.value == 0) record.unit = edit.unit;
  const bool parallel = others_changed_meanwhile(record, edit);
  merged.clean = !parallel && (edit.kind != EditKind::create || record.groups.empty()) && record.removals.empty();
  if (edit.kind == EditKind::remove) {
    add_removal(record, edit, origin);
  } else {
    for (const auto& change : edit.changes) {
      const GroupRule& rule = rule_for(rules, change.group);
      GroupState& state = state_for(record, change.group);
      merged.clean = merged.clean && change.decides.empty() && covers_all_heads(state, edit.id, change.base);
      merge_group(rule, state, edit, origin, change);
      auto outcome = outcome_of(rule, state, edit);
      if (outcome == Outcome::applied && parallel) outcome = Outcome::parallel;
      merged.clean = merged.clean && outcome == Outcome::applied;
      merged.outcomes.push_back({change.group, outcome});
    }
  }
  record.version = origin.version;
  record.deleted = is_removed(record);
  if (edit.kind == EditKind::remove) merged.outcomes = outcomes_of_removal(record, edit, parallel);
  // Whoever has something to be told gets a receipt and the state, not silence.
  merged.clean = merged.clean && origin.stamp == edit.stamp;
  // A removal always comes back with the record's state: whether it holds depends on every group.
  merged.clean = merged.clean && record.removals.empty();
  if (planted(PlantedBug::echo_eats_foreign)) merged.clean = true;
  return merged;
}

}  // namespace minsync

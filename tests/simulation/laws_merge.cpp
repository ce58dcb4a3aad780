// The rules of MERGE.md said over whole sets of edits, from the journal alone: no order, no state that grows.
#include <algorithm>
#include <tuple>

#include "tests/simulation/laws.h"
#include "tests/simulation/purges.h"
#include "tests/simulation/values.h"

namespace minsync::simulation {
namespace {

using Values = std::vector<FieldValue>;

Options options_in(const Values& values) {
  if (values.empty() || is_null(values.front())) return {};
  return std::get<Options>(values.front());
}

std::int64_t number_in(const Values& values) {
  return values.empty() || is_null(values.front()) ? 0 : std::get<std::int64_t>(values.front());
}

bool all_null(const Values& values) {
  return std::ranges::all_of(values, is_null);
}

// All merged edits of one group of one record.
class GroupLaw {
 public:
  GroupLaw(const World& world, const GroupRule& rule, const std::vector<MergedInJournal>& life)
      : world_(world), rule_(rule) {
    for (const auto& merged : life) {
      if (merged.edit.kind == EditKind::remove) continue;
      const auto change = std::ranges::find(merged.edit.changes, rule.number, &GroupChange::group);
      if (change != merged.edit.changes.end()) written_.push_back({&merged, &*change});
    }
  }

  bool is_written() const { return !written_.empty(); }

  std::set<EditId> heads() const {
    std::set<EditId> out;
    for (const auto& one : written_) {
      if (is_head(one)) out.insert(one.merged->origin.edit);
    }
    return out;
  }

  Values shown() const {
    switch (rule_.policy) {
      case MergePolicy::sum:
        return total();
      case MergePolicy::set_union:
        return living();
      case MergePolicy::max:
      case MergePolicy::min:
        return extreme();
      default:
        return greatest();
    }
  }

 private:
  struct Written {
    const MergedInJournal* merged;
    const GroupChange* change;
  };

  bool covers_it(const Written& by, const Written& one) const {
    return &by != &one && covers(by.change->base, by.merged->edit.id, one.merged->origin);
  }
  bool stands_on(const Written& by, const Written& one) const {
    return &by != &one && covers(Base{{}, by.change->base.own, {}}, by.merged->edit.id, one.merged->origin);
  }

  bool replaces(const Written& by, const Written& one) const {
    const auto& names = by.change->decides;
    if (!names.empty()) return std::ranges::find(names, one.merged->origin.edit) != names.end();
    if (!covers_it(by, one)) return false;
    const Edit& edit = by.merged->edit;
    if (world_.editions.policy_in(edit.form, edit.form_version, rule_.number) != MergePolicy::review) return true;
    const bool on_own = std::ranges::any_of(written_, [&](const Written& other) { return stands_on(by, other); });
    if (on_own) return stands_on(by, one);
    const bool nothing = all_null(by.change->displayed) && all_null(one.change->values);
    return nothing || one.change->values == by.change->displayed ||
           one.merged->origin.edit.device == by.merged->edit.id.device;
  }

  Options live_options(const Written& one) const {
    Options live;
    const auto before = options_in(one.change->displayed);
    for (const auto& option : options_in(one.change->values)) {
      const bool added = !std::ranges::binary_search(before, option);
      const bool removed = std::ranges::any_of(written_, [&](const Written& by) {
        if (!replaces(by, one)) return false;
        const auto had = options_in(by.change->displayed), has = options_in(by.change->values);
        return std::ranges::binary_search(had, option) && !std::ranges::binary_search(has, option);
      });
      if (added && !removed) live.push_back(option);
    }
    return live;
  }

  bool is_head(const Written& one) const {
    const bool replaced = std::ranges::any_of(written_, [&](const Written& by) { return replaces(by, one); });
    return !replaced || (rule_.policy == MergePolicy::set_union && !live_options(one).empty());
  }

  Values total() const {
    std::int64_t sum = 0;
    for (const auto& one : written_) sum += number_in(one.change->values) - number_in(one.change->displayed);
    return {FieldValue(sum)};
  }

  Values living() const {
    std::set<std::string> all;
    for (const auto& one : written_) {
      for (auto& option : live_options(one)) all.insert(std::move(option));
    }
    if (all.empty()) return {Null{}};
    return {FieldValue(Options(all.begin(), all.end()))};
  }

  Values extreme() const {
    std::optional<std::int64_t> best;
    for (const auto& one : written_) {
      if (!is_head(one) || is_null(one.change->values.front())) continue;
      const auto number = number_in(one.change->values);
      if (!best || (rule_.policy == MergePolicy::max ? number > *best : number < *best)) best = number;
    }
    return {best ? FieldValue(*best) : FieldValue(Null{})};
  }

  Values greatest() const {
    const Written* best = nullptr;
    const auto key = [&](const Written& one) {
      const Origin& origin = one.merged->origin;
      const bool by_rank = rule_.policy == MergePolicy::authority, by_arrival = rule_.policy == MergePolicy::workflow;
      return std::tuple(by_rank ? origin.rank : 0, by_arrival ? place_of(origin) : Version{}, origin.stamp,
                        origin.edit);
    };
    for (const auto& one : written_) {
      if (is_head(one) && (best == nullptr || key(*best) < key(one))) best = &one;
    }
    return best == nullptr ? Values(rule_.fields.size(), Null{}) : best->change->values;
  }

  const World& world_;
  const GroupRule& rule_;
  std::vector<Written> written_;
};

std::string text_of(const std::set<EditId>& ids) {
  std::string out;
  for (const auto& id : ids) out += simulation::text_of(id) + " ";
  return out;
}

void check_group(World& world, RecordId id, const GroupRule& rule, const std::vector<MergedInJournal>& life,
                 const GroupState* state) {
  const GroupLaw law(world, rule, life);
  const std::string place = simulation::text_of(id) + " group " + std::to_string(rule.number.value);
  if (!law.is_written()) {
    if (state != nullptr && !state->heads.empty()) world.broken("heads are merged edits", place);
    return;
  }
  if (state == nullptr) return world.broken("no merged edit vanishes", place + " has no state");
  std::set<EditId> found;
  for (const auto& head : state->heads) found.insert(head.origin.edit);
  const auto heads = law.heads();
  if (found != heads) {
    world.broken("heads are the merged edits that none replaces",
                 place + " expected " + text_of(heads) + "found " + text_of(found));
  }
  const auto shown = law.shown();
  if (shown != state->shown) {
    world.broken("the shown value follows from the heads",
                 place + " expected " + simulation::text_of(shown) + " found " + simulation::text_of(state->shown));
  }
  if (rule.number == Ground::built().fields().bank && rule.fields.size() == 3 && !is_matching_bank(state->shown)) {
    world.broken("fields that merge as one stay together", place + " " + simulation::text_of(state->shown));
  }
}

bool expected_deleted(const World& world, const Form& form, const std::vector<MergedInJournal>& life) {
  std::map<GroupNumber, std::set<EditId>> heads;
  for (const auto& rule : form.groups) heads.emplace(rule.number, GroupLaw(world, rule, life).heads());
  const auto sees = [&](const MergedInJournal& removal, const MergedInJournal& one) {
    return std::ranges::all_of(one.edit.changes, [&](const GroupChange& change) {
      const auto of_group = heads.find(change.group);
      if (of_group == heads.end() || !of_group->second.contains(one.origin.edit)) return true;
      const auto seen = std::ranges::find(removal.edit.changes, change.group, &GroupChange::group);
      return seen != removal.edit.changes.end() && covers(seen->base, removal.edit.id, one.origin);
    });
  };
  return std::ranges::any_of(life, [&](const MergedInJournal& removal) {
    if (removal.edit.kind != EditKind::remove) return false;
    return std::ranges::all_of(
        life, [&](const MergedInJournal& one) { return one.edit.kind == EditKind::remove || sees(removal, one); });
  });
}

}  // namespace

void check_merges(World& world, const JournalView& view) {
  for (const auto& [id, life] : view.merged) {
    const Form& form = *world.hub.forms().find(life.front().edit.form);
    const auto record = sure(world.hub.store().records().load(form, id));
    if (!record) {
      check_purged(world, id, form, expected_deleted(world, form, life));
      continue;
    }
    for (const auto& rule : form.groups) check_group(world, id, rule, life, record->state.group(rule.number));
    if (record->deleted != expected_deleted(world, form, life)) {
      world.broken("a record is deleted while one removal has seen everything", simulation::text_of(id));
    }
    if (world.violation()) return;
  }
}

}  // namespace minsync::simulation

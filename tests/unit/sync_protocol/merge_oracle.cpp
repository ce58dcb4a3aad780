#include "tests/unit/sync_protocol/merge_oracle.h"

#include <algorithm>
#include <tuple>

namespace minsync {
namespace {

class GroupOracle {
 public:
  GroupOracle(const History& history, const GroupRule& rule) : history_(history), rule_(rule) {
    const Bits writers = history.writers_of(rule.number);
    for (std::size_t i = 0; i < history.written.size(); ++i) {
      if ((writers >> i & 1) != 0) writers_.push_back(i);
    }
  }

  ExpectedGroup expect() {
    ExpectedGroup expected;
    const auto heads = this->heads();
    for (const auto i : heads) expected.heads.insert(id_of(i));
    if (writers_.empty()) return expected;
    expected.shown = shown_of_heads(heads);
    if (rule_.policy == MergePolicy::latest || rule_.policy == MergePolicy::authority ||
        rule_.policy == MergePolicy::review) {
      for (const auto i : heads) {
        if (change(i).values != expected.shown) expected.others.insert(id_of(i));
      }
    }
    return expected;
  }

 private:
  const GroupChange& change(std::size_t i) const {
    return *std::ranges::find(history_.written[i].edit.changes, rule_.number, &GroupChange::group);
  }
  EditId id_of(std::size_t i) const { return history_.written[i].edit.id; }
  bool covers_it(std::size_t by, std::size_t i) const {
    return (history_.written[by].cover.at(rule_.number) >> i & 1) != 0;
  }
  bool stands_on(std::size_t by, std::size_t i) const {
    return (history_.written[by].own.at(rule_.number) >> i & 1) != 0;
  }

  static Options chosen(const Values& values) {
    if (values.empty() || is_null(values.front())) return {};
    return std::get<Options>(values.front());
  }
  static bool has(const Values& values, const std::string& option) {
    return std::ranges::count(chosen(values), option) > 0;
  }
  static std::int64_t count_in(const Values& values) {
    return values.empty() || is_null(values.front()) ? 0 : std::get<std::int64_t>(values.front());
  }

  bool replaces(std::size_t by, std::size_t i) const {
    const auto& names = change(by).decides;
    if (!names.empty()) return std::ranges::find(names, id_of(i)) != names.end();
    if (!covers_it(by, i)) return false;
    if (rule_.policy != MergePolicy::review) return true;
    if (history_.written[by].own.at(rule_.number) != 0) return stands_on(by, i);
    const auto& seen = change(by).displayed;
    const bool nothing = std::ranges::all_of(seen, is_null) && std::ranges::all_of(change(i).values, is_null);
    return nothing || change(i).values == seen || id_of(i).device == id_of(by).device;
  }

  Options live_options(std::size_t i) const {
    Options live;
    for (const auto& option : chosen(change(i).values)) {
      const bool added = !has(change(i).displayed, option);
      const bool removed = std::ranges::any_of(writers_, [&](std::size_t by) {
        return covers_it(by, i) && has(change(by).displayed, option) && !has(change(by).values, option);
      });
      if (added && !removed) live.push_back(option);
    }
    return live;
  }

  std::vector<std::size_t> heads() const {
    std::vector<std::size_t> out;
    for (const auto i : writers_) {
      const bool replaced = std::ranges::any_of(writers_, [&](std::size_t by) { return replaces(by, i); });
      const bool lives = rule_.policy == MergePolicy::set_union && !live_options(i).empty();
      if (!replaced || lives) out.push_back(i);
    }
    return out;
  }

  Values greatest(const std::vector<std::size_t>& heads) const {
    const auto key = [&](std::size_t i) {
      const Origin& origin = history_.written[i].origin;
      const bool by_rank = rule_.policy == MergePolicy::authority, by_arrival = rule_.policy == MergePolicy::workflow;
      return std::tuple(by_rank ? origin.rank : 0, by_arrival ? origin.version.value : 0, origin.stamp, origin.edit);
    };
    return change(*std::ranges::max_element(heads, {}, key)).values;
  }

  Values extreme(const std::vector<std::size_t>& heads) const {
    std::vector<std::int64_t> numbers;
    for (const auto i : heads) {
      if (!is_null(change(i).values.front())) numbers.push_back(count_in(change(i).values));
    }
    if (numbers.empty()) return {Null{}};
    const auto [least, most] = std::ranges::minmax_element(numbers);
    return {number(rule_.policy == MergePolicy::max ? *most : *least)};
  }

  Values shown_of_heads(const std::vector<std::size_t>& heads) const {
    if (rule_.policy == MergePolicy::sum) {
      std::int64_t total = 0;
      for (const auto i : writers_) total += count_in(change(i).values) - count_in(change(i).displayed);
      return {number(total)};
    }
    if (rule_.policy == MergePolicy::set_union) {
      std::set<std::string> all;
      for (const auto i : heads) {
        for (auto& option : live_options(i)) all.insert(std::move(option));
      }
      return {options({all.begin(), all.end()})};
    }
    const bool is_extreme = rule_.policy == MergePolicy::max || rule_.policy == MergePolicy::min;
    return is_extreme ? extreme(heads) : greatest(heads);
  }

  const History& history_;
  const GroupRule& rule_;
  std::vector<std::size_t> writers_;
};

}  // namespace

ExpectedGroup expect_group(const History& history, const GroupRule& rule) {
  return GroupOracle(history, rule).expect();
}

bool expect_deleted(const History& history) {
  return std::ranges::any_of(history.arrived, [&](std::size_t i) {
    const Written& removal = history.written[i];
    if (removal.edit.kind != EditKind::remove) return false;
    return std::ranges::all_of(history.rules, [&](const GroupRule& rule) {
      const auto cover = removal.cover.find(rule.number);
      const Bits seen = cover == removal.cover.end() ? 0 : cover->second;
      return (history.writers_of(rule.number) & ~seen) == 0;
    });
  });
}

}  // namespace minsync

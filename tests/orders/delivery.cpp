#include "tests/orders/delivery.h"

#include <algorithm>

namespace minsync::orders {
namespace {

constexpr std::size_t kLateBy = 600;

// What one edit set in one group, by its place in the history.
struct Setting {
  std::uint32_t place = 0;
  const Origin* origin = nullptr;
};

}  // namespace

Causality::Causality(const History& history) : followers_(history.written.size()), missing_(history.written.size()) {
  std::map<std::pair<RecordId, GroupNumber>, std::vector<Setting>> settings;
  for (std::size_t i = 0; i < history.written.size(); ++i) {
    const Written& written = history.written[i];
    if (written.refused || written.edit.kind == EditKind::remove) continue;
    for (const auto& change : written.edit.changes) {
      settings[{written.edit.record, change.group}].push_back({static_cast<std::uint32_t>(i), &written.origin});
    }
  }
  for (std::size_t i = 0; i < history.written.size(); ++i) {
    const Written& written = history.written[i];
    if (written.refused) continue;
    for (const auto& change : written.edit.changes) {
      for (const auto& setting : settings[{written.edit.record, change.group}]) {
        const bool named = std::ranges::find(change.decides, setting.origin->edit) != change.decides.end();
        if (setting.place == i || !(named || covers(change.base, written.edit.id, *setting.origin))) continue;
        followers_[setting.place].push_back(static_cast<std::uint32_t>(i));
        ++missing_[i];
      }
    }
  }
}

Deliveries::Deliveries(const Form& form, const History& history, const Causality& causality)
    : form_(form),
      history_(history),
      causality_(causality),
      here_(history.written.size()),
      missing_(causality.missing()) {
  for (const auto& [id, record] : history.records) {
    RecordState empty;
    empty.id = id;
    empty.unit = record.unit;
    records_.emplace(id, std::move(empty));
  }
}

void Deliveries::bring(std::size_t place) {
  if (here_[place]) {
    ++repeated;
    return;
  }
  here_[place] = true;
  if (history_.written[place].refused) return;
  if (missing_[place] > 0) {
    ++waited;
    return;
  }
  merge_with_followers(place);
}

void Deliveries::merge_with_followers(std::size_t place) {
  std::vector<std::size_t> ready{place};
  while (!ready.empty()) {
    const std::size_t next = ready.back();
    ready.pop_back();
    const Written& written = history_.written[next];
    merge_edit(form_.groups, records_.at(written.edit.record), written.edit, written.origin);
    ++merged;
    for (const auto follower : causality_.followers(next)) {
      if (--missing_[follower] == 0 && here_[follower]) ready.push_back(follower);
    }
  }
}

std::vector<std::size_t> some_order(const History& history, Shape shape, Dice& dice) {
  const std::size_t edits = history.written.size();
  std::vector<std::pair<std::uint64_t, std::size_t>> keyed;
  std::vector<std::uint64_t> turn(kOffices);
  for (auto& one : turn) one = dice.next() >> 8;
  const auto key_of = [&](std::size_t place) -> std::uint64_t {
    switch (shape) {
      case Shape::shuffled:
        return dice.next();
      case Shape::a_little_late:
        return place + dice.next() % kLateBy;
      case Shape::office_by_office:
        return turn[history.written[place].office] + place;
      case Shape::backwards:
        return edits - place;
    }
    return 0;
  };
  for (std::size_t place = 0; place < edits; ++place) {
    keyed.emplace_back(key_of(place), place);
    while (dice.percent(23)) keyed.emplace_back(dice.percent(50) ? key_of(place) : dice.next(), place);
  }
  std::ranges::sort(keyed);
  std::vector<std::size_t> order;
  for (const auto& [key, place] : keyed) order.push_back(place);
  return order;
}

}  // namespace minsync::orders

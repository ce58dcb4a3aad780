#include "hub/ingest/scope.h"

#include <algorithm>

#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

bool contains(const std::vector<UnitId>& units, UnitId unit) {
  return std::ranges::find(units, unit) != units.end();
}

void add(std::vector<UnitId>& units, UnitId unit) {
  if (!contains(units, unit)) units.push_back(unit);
}

std::vector<UnitId>& units_in(std::vector<ScopedPartition>& partitions, PartitionId partition) {
  auto found = std::ranges::find(partitions, partition, &ScopedPartition::partition);
  if (found == partitions.end()) found = partitions.insert(found, {partition, {}});
  return found->units;
}

}  // namespace

Place place_of(const Divisions& divisions, UnitId unit) {
  return {divisions.at_level(unit, UnitLevel::township).value_or(unit),
          divisions.at_level(unit, UnitLevel::county).value_or(UnitId{})};
}

Scope::Scope(const Divisions& divisions, const Device& device)
    : divisions_(divisions),
      role_(device.role),
      city_(divisions.at_level(device.unit, UnitLevel::city).value_or(UnitId{})),
      offices_(divisions.succession(device.unit)) {
  if (planted(PlantedBug::scope_on_push_only) && role_ == Role::township) role_ = Role::county;
  if (role_ == Role::county && device.role == Role::township) {
    for (auto& office : offices_) office = place_of(divisions, office).county;
  }
}

std::vector<UnitId> Scope::feeds() const {
  auto units = offices_;
  if (role_ != Role::county) return units;
  for (const auto office : offices_) {
    for (const auto township : divisions_.ever_children(office)) add(units, township);
  }
  return units;
}

bool Scope::owns(const Place& place) const {
  if (role_ == Role::city) return place.county.value == 0 ? place.township == city_ : may_name(place.county);
  return contains(offices_, role_ == Role::county ? place.county : place.township);
}

bool Scope::reads(const Place& place) const {
  return owns(place) || (place.county.value == 0 && place.township == city_);
}

bool Scope::may_name(UnitId unit) const {
  return std::ranges::any_of(offices_, [&](UnitId office) { return divisions_.was_within(unit, office); });
}

Result<std::vector<ScopedPartition>> partitions_of(HubStore& store, const Divisions& divisions, const Device& device) {
  const Scope scope(divisions, device);
  const auto feeds = scope.feeds();
  std::vector<ScopedPartition> partitions;
  for (const auto office : scope.offices()) units_in(partitions, partition_of(divisions, office)) = feeds;
  MINSYNC_ASSIGN(const auto foreign, store.foreign());
  for (const auto& [partition, unit] : foreign) {
    if (contains(feeds, unit)) add(units_in(partitions, partition), unit);
  }
  if (const auto city = divisions.at_level(device.unit, UnitLevel::city)) {
    add(units_in(partitions, PartitionId{city->value}), *city);
  }
  return partitions;
}

}  // namespace minsync

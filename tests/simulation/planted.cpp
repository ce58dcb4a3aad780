#include "tests/simulation/planted.h"

#include <cstdio>

#include "tests/simulation/seeds.h"

namespace minsync::simulation {

const std::vector<NamedBug>& planted_bugs() {
  static const std::vector<NamedBug> bugs = {{PlantedBug::answer_before_fsync, "answer_before_fsync"},
                                             {PlantedBug::high_water, "high_water"},
                                             {PlantedBug::cursor_past_snapshot, "cursor_past_snapshot"},
                                             {PlantedBug::echo_eats_foreign, "echo_eats_foreign"},
                                             {PlantedBug::pull_raises_base, "pull_raises_base"},
                                             {PlantedBug::same_value_on_sums, "same_value_on_sums"},
                                             {PlantedBug::stamp_not_capped, "stamp_not_capped"},
                                             {PlantedBug::group_split, "group_split"},
                                             {PlantedBug::receipt_lost, "receipt_lost"},
                                             {PlantedBug::scope_on_push_only, "scope_on_push_only"},
                                             {PlantedBug::page_inside_record, "page_inside_record"},
                                             {PlantedBug::clone_unnoticed, "clone_unnoticed"},
                                             {PlantedBug::watermark_too_early, "watermark_too_early"},
                                             {PlantedBug::tombstone_dropped_early, "tombstone_dropped_early"},
                                             {PlantedBug::unknown_dropped, "unknown_dropped"},
                                             {PlantedBug::policy_of_today, "policy_of_today"},
                                             {PlantedBug::file_counts_when_begun, "file_counts_when_begun"}};
  return bugs;
}

std::optional<PlantedBug> find_bug(const std::string& name) {
  for (const auto& bug : planted_bugs()) {
    if (name == bug.name) return bug.bug;
  }
  return std::nullopt;
}

namespace {

// A seed counts only if all is well with it without the bug.
bool is_well_without(std::uint64_t seed) {
  const auto bug = std::exchange(planted_bug, PlantedBug::none);
  Story story;
  story.seed = seed;
  const bool well = play_apart(story).law.empty();
  planted_bug = bug;
  return well;
}

bool find_one(const NamedBug& bug, std::uint64_t most, int jobs) {
  planted_bug = bug.bug;
  Seeds seeds;
  seeds.jobs = jobs;
  seeds.stop_at_first = true;
  bool found = false;
  while (!found && seeds.from <= most) {
    seeds.count = most + 1 - seeds.from;
    const auto tally = play_seeds(seeds);
    if (tally.failures.empty()) break;
    const auto& failure = tally.failures.front();
    found = is_well_without(failure.seed);
    seeds.from = failure.seed + 1;
    if (found) {
      std::printf("%-22s found by seed %llu: %s: %s\n", bug.name, static_cast<unsigned long long>(failure.seed),
                  failure.violation.law.c_str(), failure.violation.text.c_str());
    }
  }
  if (!found) std::printf("%-22s NOT FOUND in %llu seeds\n", bug.name, static_cast<unsigned long long>(most));
  std::fflush(stdout);
  planted_bug = PlantedBug::none;
  return found;
}

}  // namespace

bool find_planted_bugs(std::uint64_t most, int jobs) {
  bool all = true;
  for (const auto& bug : planted_bugs()) all = find_one(bug, most, jobs) && all;
  return all;
}

}  // namespace minsync::simulation

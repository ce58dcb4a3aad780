#include "tests/simulation/program.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <sstream>

#include "tests/simulation/planted.h"
#include "tests/simulation/shrink.h"

namespace minsync::simulation {
namespace {

constexpr int kShrinkTries = 250;

struct Options {
  std::uint64_t seed = 0, from = 1, seeds = 0, seconds = 0, at_least = 0, most = 1000;
  int jobs = 1;
  bool trace = false, planted = false, no_shrink = false;
  std::string plant, kept, scenario;
  std::vector<std::string> without;
};

void add_options(CLI::App& app, Options& options) {
  app.add_option("--seed", options.seed, "play this one");
  app.add_flag("--trace", options.trace, "print every event");
  app.add_option("--seeds", options.seeds, "play so many");
  app.add_option("--from", options.from, "beginning with this one");
  app.add_option("--jobs", options.jobs, "in so many processes")->check(CLI::Range(1, 64));
  app.add_option("--seconds", options.seconds, "begin none after so long");
  app.add_option("--at-least", options.at_least, "but play so many in any case");
  app.add_option("--kept", options.kept, "play the seeds of this file");
  app.add_option("--plant", options.plant, "with this bug planted");
  app.add_flag("--planted", options.planted, "find every planted bug");
  app.add_option("--most", options.most, "in so many seeds at most");
  app.add_option("--without", options.without, "leave this kind of trouble out");
  app.add_option("--scenario", options.scenario, "this story in place of drawn ones")
      ->check(CLI::IsMember({"away-400-days"}));
  app.add_flag("--no-shrink", options.no_shrink, "do not look for a shorter story");
}

Story common_story(const Options& options) {
  Story story;
  for (std::size_t i = 0; i < kTroubles; ++i) {
    const auto trouble = static_cast<Trouble>(i);
    const bool out = std::ranges::find(options.without, name_of(trouble)) != options.without.end();
    if (out || !options.scenario.empty()) story.without.insert(trouble);
  }
  story.away = !options.scenario.empty();
  return story;
}

void print_shortest(const Story& failing, const Violation& violation) {
  auto story = shrink(failing, violation.law, kShrinkTries);
  int steps = 0;
  for (int i = 0; i <= story.last_step; ++i) steps += story.skipped.contains(i) ? 0 : 1;
  std::printf("the shortest story found that breaks it has %d steps, without:", steps);
  for (const auto trouble : story.without) std::printf(" %s", std::string(name_of(trouble)).c_str());
  std::printf("\n");
  story.trace = true;
  play_apart(story);
}

int tell(const Options& options, const Tally& tally) {
  constexpr std::size_t kTold = 10;
  for (std::size_t i = 0; i < tally.failures.size(); ++i) {
    const auto& [seed, violation] = tally.failures[i];
    std::printf("seed %llu breaks a law: %s\n  %s\n", static_cast<unsigned long long>(seed), violation.law.c_str(),
                violation.text.c_str());
    if (i >= kTold || options.no_shrink || i > 0 || !options.scenario.empty()) continue;
    auto story = common_story(options);
    story.seed = seed;
    print_shortest(story, violation);
  }
  std::printf("%s\n", summary_of(tally).c_str());
  return tally.failures.empty() ? 0 : 1;
}

int play_kept(const Options& options) {
  std::ifstream file(options.kept);
  Tally all;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("#")) continue;
    Seeds seeds;
    seeds.from = std::stoull(line);
    // As the story is now, and as it was when the seed was kept.
    for (const bool before : {false, true}) {
      for (auto i = static_cast<std::size_t>(kNewest); before && i < kTroubles; ++i) {
        seeds.story.without.insert(static_cast<Trouble>(i));
      }
      auto tally = play_seeds(seeds);
      all.seeds += tally.seeds;
      all.seconds += tally.seconds;
      all.failures.insert(all.failures.end(), tally.failures.begin(), tally.failures.end());
    }
  }
  if (!file.eof()) std::printf("cannot read %s\n", options.kept.c_str());
  return file.eof() ? tell(options, all) : 2;
}

int play_many(const Options& options) {
  Seeds seeds;
  seeds.story = common_story(options);
  seeds.from = options.from;
  seeds.count = options.seeds;
  seeds.jobs = options.jobs;
  seeds.seconds = options.seconds;
  seeds.at_least = options.at_least;
  return tell(options, play_seeds(seeds));
}

int play_single(const Options& options) {
  auto story = common_story(options);
  story.seed = options.seed;
  story.trace = options.trace;
  const auto violation = play_apart(story);
  if (violation.law.empty()) {
    std::printf("seed %llu: all laws hold\n", static_cast<unsigned long long>(options.seed));
    return 0;
  }
  std::printf("seed %llu breaks a law: %s\n  %s\n", static_cast<unsigned long long>(options.seed),
              violation.law.c_str(), violation.text.c_str());
  story.trace = false;
  if (!options.no_shrink && !options.trace) print_shortest(story, violation);
  return 1;
}

}  // namespace

int run_program(int argc, char** argv) {
  CLI::App app("plays stories of offices and a hub in which everything goes wrong, and checks the laws of merging");
  Options options;
  add_options(app, options);
  CLI11_PARSE(app, argc, argv);
  if (!options.plant.empty()) {
    const auto bug = find_bug(options.plant);
    if (!bug) return std::printf("no such bug: %s\n", options.plant.c_str()), 2;
    planted_bug = *bug;
  }
  if (options.planted) return find_planted_bugs(options.most, options.jobs) ? 0 : 1;
  if (!options.kept.empty()) return play_kept(options);
  if (options.seed != 0) return play_single(options);
  if (options.seeds == 0) options.seeds = options.at_least;
  return play_many(options);
}

}  // namespace minsync::simulation

#include "tests/simulation/program.h"

#include <cstdio>
#include <cstdlib>

#include "tests/simulation/play.h"

namespace minsync::simulation {

int run_program(int argc, char** argv) {
  std::uint64_t from = 1, count = 1;
  Story story;
  for (int i = 1; i < argc; ++i) {
    std::string a = argv[i];
    if (a == "--seed") from = std::strtoull(argv[++i], nullptr, 10);
    if (a == "--from") from = std::strtoull(argv[++i], nullptr, 10);
    if (a == "--seeds") count = std::strtoull(argv[++i], nullptr, 10);
    if (a == "--trace") story.trace = true;
  }
  Ground::built();
  int bad = 0;
  for (std::uint64_t s = from; s < from + count; ++s) {
    story.seed = s;
    const auto outcome = play(story);
    if (outcome.violation) {
      ++bad;
      std::printf("seed %lu: %s: %s\n", s, outcome.violation->law.c_str(), outcome.violation->text.c_str());
    }
  }
  std::printf("%lu seeds, %d bad\n", count, bad);
  return bad != 0;
}

}  // namespace minsync::simulation

#include "tests/simulation/shrink.h"

#include <algorithm>

namespace minsync::simulation {
namespace {

class Shrinking {
 public:
  Shrinking(const Story& story, std::string law, int tries) : best_(story), law_(std::move(law)), left_(tries) {
    best_.trace = false;
  }

  Story run() {
    const int steps = Cast(best_).steps;
    cut_end(std::min(steps, best_.last_step + 1));
    for (std::size_t i = 0; i < kTroubles; ++i) without(static_cast<Trouble>(i));
    for (int chunk = 16; chunk > 0; chunk /= 2) leave_out(chunk);
    return best_;
  }

 private:
  bool keep_if_broken(const Story& candidate) {
    if (left_-- <= 0 || play_apart(candidate).law != law_) return false;
    best_ = candidate;
    return true;
  }

  void cut_end(int steps) {
    int enough = steps - 1, too_few = -1;
    while (enough - too_few > 1) {
      Story candidate = best_;
      candidate.last_step = (enough + too_few) / 2;
      (keep_if_broken(candidate) ? enough : too_few) = candidate.last_step;
    }
    best_.last_step = enough;
  }

  void without(Trouble trouble) {
    Story candidate = best_;
    candidate.without.insert(trouble);
    keep_if_broken(candidate);
  }

  void leave_out(int chunk) {
    for (int first = best_.last_step; first >= 0; first -= chunk) {
      Story candidate = best_;
      for (int i = std::max(first - chunk + 1, 0); i <= first; ++i) candidate.skipped.insert(i);
      if (candidate.skipped != best_.skipped) keep_if_broken(candidate);
    }
  }

  Story best_;
  std::string law_;
  int left_;
};

}  // namespace

Story shrink(const Story& story, const std::string& law, int tries) {
  return Shrinking(story, law, tries).run();
}

}  // namespace minsync::simulation

#include "tests/simulation/seeds.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "tests/simulation/ground.h"

namespace minsync::simulation {
namespace {

using Clock = std::chrono::steady_clock;
constexpr const char* kEnded = "the program goes on";

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// A child process that writes lines to the parent.
struct Worker {
  pid_t process = 0;
  int lines = -1;
  std::uint64_t next = 0;     // seed that it begins with
  std::uint64_t playing = 0;  // 0: none
  bool done = false;
  std::string unread;
};

template <typename Work>
Worker start(Work work) {
  int ends[2];
  std::fflush(stdout);
  MINSYNC_ASSERT(pipe(ends) == 0);
  Worker worker;
  worker.process = fork();
  MINSYNC_ASSERT(worker.process >= 0);
  if (worker.process == 0) {
    close(ends[0]);
    FILE* out = fdopen(ends[1], "w");
    work(out);
    std::fflush(stdout);
    std::fclose(out);
    std::exit(0);  // its folder goes with it
  }
  close(ends[1]);
  worker.lines = ends[0];
  return worker;
}

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  std::ranges::replace(text, '\t', ' ');
  return text;
}

bool is_due_twice(std::uint64_t seed) {
  return seed % 100 == 7;
}

void play_one(const Seeds& seeds, std::uint64_t seed, FILE* out) {
  Story story = seeds.story;
  story.seed = seed;
  std::fprintf(out, "begin\t%llu\n", static_cast<unsigned long long>(seed));
  std::fflush(out);
  auto outcome = play(story);
  if (is_due_twice(seed) && !outcome.violation) {
    const auto again = play(story);
    std::fprintf(out, "twice\t1\n");
    if (again.trace_hash != outcome.trace_hash) {
      outcome.violation = Violation{"a seed gives the same story each time", "the traces differ"};
    }
  }
  if (outcome.violation) {
    std::fprintf(out, "broken\t%llu\t%s\t%s\n", static_cast<unsigned long long>(seed),
                 one_line(outcome.violation->law).c_str(), one_line(outcome.violation->text).c_str());
  }
  for (const auto& [what, n] : outcome.counts.of) {
    std::fprintf(out, "count\t%llu\t%s\n", static_cast<unsigned long long>(n), what.c_str());
  }
  std::fprintf(out, "end\t%llu\n", static_cast<unsigned long long>(outcome.virtual_ms));
}

Worker start_worker(const Seeds& seeds, std::uint64_t first, Clock::time_point begin) {
  auto worker = start([&](FILE* out) {
    for (std::uint64_t seed = first; seed < seeds.from + seeds.count; seed += static_cast<std::uint64_t>(seeds.jobs)) {
      const bool late = seeds.seconds != 0 && seconds_since(begin) > static_cast<double>(seeds.seconds);
      if (late && seed >= seeds.from + seeds.at_least) break;
      play_one(seeds, seed, out);
    }
    std::fprintf(out, "done\t0\n");
  });
  worker.next = first;
  return worker;
}

void take_line(Tally& tally, Worker& worker, const std::string& line) {
  std::istringstream in(line);
  std::string kind, number, rest, text;
  std::getline(in, kind, '\t');
  std::getline(in, number, '\t');
  std::getline(in, rest, '\t');
  std::getline(in, text, '\t');
  const auto value = std::stoull(number);
  if (kind == "begin") worker.playing = value;
  if (kind == "twice") ++tally.twice;
  if (kind == "broken") tally.failures.push_back({value, {rest, text}});
  if (kind == "count") tally.counts.add(rest, value);
  if (kind == "done") worker.done = true;
  if (kind != "end") return;
  ++tally.seeds;
  tally.virtual_ms += value;
  worker.next = worker.playing;
  worker.playing = 0;
}

// False at the end of the process.
bool read_some(Tally& tally, Worker& worker) {
  char bytes[65'536];
  const auto size = read(worker.lines, bytes, sizeof bytes);
  if (size <= 0) return false;
  worker.unread.append(bytes, static_cast<std::size_t>(size));
  for (;;) {
    const auto end = worker.unread.find('\n');
    if (end == std::string::npos) return true;
    take_line(tally, worker, worker.unread.substr(0, end));
    worker.unread.erase(0, end + 1);
  }
}

// It may have ended in the middle of a story.
void finish(Worker& worker) {
  close(worker.lines);
  waitpid(worker.process, nullptr, 0);
  std::error_code ignored;
  std::filesystem::remove_all(Ground::folder_of(worker.process), ignored);
}

void stop(std::vector<Worker>& workers) {
  for (auto& worker : workers) {
    kill(worker.process, SIGKILL);
    finish(worker);
  }
  workers.clear();
}

}  // namespace

Tally play_seeds(const Seeds& seeds) {
  const auto begin = Clock::now();
  Tally tally;
  std::vector<Worker> workers;
  for (int i = 0; i < seeds.jobs; ++i) {
    workers.push_back(start_worker(seeds, seeds.from + static_cast<std::uint64_t>(i), begin));
  }
  while (!workers.empty()) {
    std::vector<pollfd> waits;
    for (const auto& worker : workers) waits.push_back({worker.lines, POLLIN, 0});
    poll(waits.data(), waits.size(), -1);
    for (std::size_t i = workers.size(); i-- > 0;) {
      if (waits[i].revents == 0 || read_some(tally, workers[i])) continue;
      auto worker = std::move(workers[i]);
      workers.erase(workers.begin() + static_cast<std::ptrdiff_t>(i));
      finish(worker);
      if (worker.done) continue;
      tally.failures.push_back({worker.playing, {kEnded, "it ended by itself"}});
      workers.push_back(start_worker(seeds, worker.playing + static_cast<std::uint64_t>(seeds.jobs), begin));
    }
    if (seeds.stop_at_first && !tally.failures.empty()) stop(workers);
  }
  tally.seconds = seconds_since(begin);
  std::ranges::sort(tally.failures, {}, &Failure::seed);
  return tally;
}

Violation play_apart(const Story& story) {
  Seeds seeds;
  seeds.story = story;
  auto worker = start([&](FILE* out) {
    const auto outcome = play(story);
    if (outcome.violation) {
      std::fprintf(out, "broken\t%llu\t%s\t%s\n", static_cast<unsigned long long>(story.seed),
                   one_line(outcome.violation->law).c_str(), one_line(outcome.violation->text).c_str());
    }
    std::fprintf(out, "done\t0\n");
  });
  Tally tally;
  while (read_some(tally, worker)) {
  }
  finish(worker);
  if (!tally.failures.empty()) return tally.failures.front().violation;
  return worker.done ? Violation{} : Violation{kEnded, "it ended by itself"};
}

std::string summary_of(const Tally& tally) {
  std::ostringstream out;
  out << tally.seeds << " seeds (" << tally.twice << " of them twice), " << tally.failures.size() << " failed, "
      << tally.virtual_ms / 86'400'000 << " virtual days, " << static_cast<int>(tally.seconds) << " s;";
  for (const auto& [what, n] : tally.counts.of) out << " " << what << " " << n << ",";
  auto text = out.str();
  text.pop_back();
  return text;
}

}  // namespace minsync::simulation

// One story being played: the machines, the line between them, what happens when, and the first law that was broken.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/form_editions.h"
#include "tests/simulation/hub_machine.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/story.h"
#include "tests/simulation/trace.h"

namespace minsync::simulation {

// A bundle on its way.
struct Stick {
  bool up = false;
  DeviceId device;
  std::string file;
};

// What a summary counts.
struct Counts {
  std::map<std::string, std::uint64_t> of;
  void add(const std::string& what, std::uint64_t n = 1) { of[what] += n; }
};

class World {
 public:
  explicit World(const Story& story);
  ~World();

  const Story& story() const { return story_; }
  const Cast& cast() const { return cast_; }
  std::uint64_t now() const { return now_; }
  Dice dice(std::string_view key, std::uint64_t number) const { return {story_.seed, key, number}; }

  void say(const std::string& who, const std::string& what) { trace_.line(now_, who, what); }
  const Trace& trace() const { return trace_; }
  void broken(const std::string& law, const std::string& text);
  void broken(const std::optional<Violation>& violation);
  const std::optional<Violation>& violation() const { return violation_; }

  // Time and what is due.
  void at(std::uint64_t when_ms, std::function<void()> what);
  void advance(std::uint64_t to_ms);
  // All that is still on its way, at most this far into the future.
  void drain();

  Oracle oracle;
  Counts counts;
  HubMachine hub;
  std::vector<std::unique_ptr<Machine>> machines;
  std::vector<std::pair<RecordId, std::string>> records;  // every record ever created, with its form
  std::vector<Stick> sticks;
  std::optional<HubImage> hub_saved;
  std::set<std::pair<PartitionId, Version>> backed_up;  // by verified backups, whatever became of the hub since
  bool calm = false;                                    // nothing goes wrong any more
  int copies = 0;
  std::uint64_t messages = 0, file_messages = 0;
  bool hub_went_back = false;
  int unit_changes = 0;  // tried
  FormEditions editions;

  // Of an office's own machine at the beginning.
  Program program_of(std::size_t machine) const;

 private:
  struct Event {
    std::uint64_t when, order;
    std::function<void()> what;
    bool operator>(const Event& other) const { return std::pair(when, order) > std::pair(other.when, other.order); }
  };

  Story story_;
  Cast cast_;
  Trace trace_;
  std::uint64_t now_ = kBegin, order_ = 0;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::optional<Violation> violation_;
};

}  // namespace minsync::simulation

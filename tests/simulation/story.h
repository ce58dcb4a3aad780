// What happens in one simulated story, all of it from one seed: who takes part, how bad the line is, what goes wrong.
// Every step has dice of its own, so that leaving a step or a kind of trouble out changes as little as possible else.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/generator/dice.h"

namespace minsync::simulation {

enum class Trouble : std::uint8_t {
  loss,          // requests and answers that never arrive
  repeats,       // a recorded request arrives once more
  delays,        // minutes on the line, so that an abandoned request comes after a newer one
  client_crash,  // power loss or the end of the process, at any operation of the disk
  hub_crash,
  io_errors,     // of a client's disk or the hub's
  clocks,        // jumps of a client's clock, seconds to years
  copies,        // a client's folder is copied to another machine
  twins,         // a virtual machine is copied while it runs: same place, same memory
  client_back,   // a client's disk is put back to what it was
  hub_back,      // the hub's
  absences,      // nothing happens for days to years
  approvals,     // no trouble, but it makes some: records are approved and opened again, and edits come late
  moves,         // the bureau moves records to other units
  units,         // and units to other units
  bundles,       // sticks, and an office that has no line
  purges,        // the bureau purges what was removed
  forms,         // it changes forms and adds new ones while offices are out
  old_programs,  // offices whose programs cannot read new definitions, and are replaced some day
  files          // no trouble either: files are attached to records, sent and fetched over a line that breaks
};
inline constexpr std::size_t kTroubles = 20;
// Kept seeds of before are played without these and those after them, too.
inline constexpr Trouble kNewest = Trouble::forms;
std::string_view name_of(Trouble trouble);

struct Story {
  std::uint64_t seed = 1;
  std::set<Trouble> without;  // switched off, to find out what matters
  std::set<int> skipped;      // steps left out
  int last_step = 1 << 30;    // steps after this one are left out
  bool trace = false;         // print every event
  bool away = false;          // the named story of away.h in place of a drawn one
};

// What the seed says about the whole story.
struct Cast {
  explicit Cast(const Story& story);
  bool has(Trouble trouble) const { return happens[static_cast<std::size_t>(trouble)]; }

  std::vector<int> offices;  // indexes into Ground::offices
  int steps = 0;
  std::vector<Trouble> drawn;  // by the seed; some may be switched off
  std::array<bool, kTroubles> happens{};
  int loss_percent = 0, repeat_percent = 0;
  int slowness = 0;           // 0: quick line, 1: slow, 2: minutes
  int long_text_percent = 0;  // of the survey opinions: answers then come in pages
  int hurry_percent = 0;      // of steps that follow the last one within moments
  std::size_t batch_bytes = 0;
  int without_line = -1;  // which office has none until the end

 private:
  // Each with dice of its own, so that the stories of before stay what they were.
  void draw_apart(const Story& story, Trouble trouble, int percent);
  void draw_bundles(const Story& story);
};

}  // namespace minsync::simulation

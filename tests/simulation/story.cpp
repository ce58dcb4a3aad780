#include "tests/simulation/story.h"

#include <algorithm>

namespace minsync::simulation {

std::string_view name_of(Trouble trouble) {
  constexpr std::array<std::string_view, kTroubles> kNames = {
      "loss",   "repeats", "delays",      "client_crash", "hub_crash",    "io_errors", "clocks",
      "copies", "twins",   "client_back", "hub_back",     "absences",     "approvals", "moves",
      "units",  "bundles", "purges",      "forms",        "old_programs", "files"};
  return kNames[static_cast<std::size_t>(trouble)];
}

namespace {

// The first two share a township's or a county's records; without that there is nothing to merge.
std::vector<int> offices_of(Dice& dice) {
  constexpr int kOffices = 8;
  const int count = dice.between(3, kOffices);
  std::vector<int> rest;
  for (int i = 0; i < kOffices; ++i) rest.push_back(i);
  for (int i = 0; i < kOffices; ++i)
    std::swap(rest[static_cast<std::size_t>(i)], rest[static_cast<std::size_t>(dice.between(i, kOffices - 1))]);
  std::vector<int> chosen = dice.percent(50) ? std::vector{1, 2} : std::vector{0, 1};
  for (const int i : rest) {
    if (static_cast<int>(chosen.size()) == count) break;
    if (std::ranges::find(chosen, i) == chosen.end()) chosen.push_back(i);
  }
  return chosen;
}

}  // namespace

Cast::Cast(const Story& story) {
  Dice dice(story.seed, "cast", 0);
  offices = offices_of(dice);
  steps = dice.between(40, 120);
  // Few kinds of trouble at once reach deeper than all of them at once.
  const int troubled = dice.between(5, 60);
  const auto draw = [&](std::size_t i, int percent) {
    const bool on = dice.percent(percent);
    if (on) drawn.push_back(static_cast<Trouble>(i));
    happens[i] = on && !story.without.contains(static_cast<Trouble>(i));
  };
  for (std::size_t i = 0; i < static_cast<std::size_t>(Trouble::approvals); ++i) draw(i, troubled);
  const int loss = dice.between(1, 30), repeats = dice.between(5, 30), slow = dice.between(1, 2);
  loss_percent = has(Trouble::loss) ? loss : 0;
  repeat_percent = has(Trouble::repeats) ? repeats : 0;
  slowness = has(Trouble::delays) ? slow : 0;
  const bool long_texts = dice.percent(35);
  long_text_percent = long_texts ? 95 : 0;
  hurry_percent = dice.between(20, 90);
  batch_bytes = static_cast<std::size_t>(dice.between(300, 4000));
  draw(static_cast<std::size_t>(Trouble::approvals), 50);
  draw(static_cast<std::size_t>(Trouble::moves), 35);
  draw(static_cast<std::size_t>(Trouble::units), 35);
  draw_bundles(story);
  draw_apart(story, Trouble::purges, 35);
  draw_apart(story, Trouble::forms, 35);
  draw_apart(story, Trouble::old_programs, 50);
  draw_apart(story, Trouble::files, 30);
}

void Cast::draw_bundles(const Story& story) {
  Dice dice(story.seed, "bundles", 0);
  const bool on = dice.percent(35), unlined = dice.percent(50);
  const int office = dice.below(static_cast<int>(offices.size()));
  if (on) drawn.push_back(Trouble::bundles);
  happens[static_cast<std::size_t>(Trouble::bundles)] = on && !story.without.contains(Trouble::bundles);
  if (has(Trouble::bundles) && unlined) without_line = office;
}

void Cast::draw_apart(const Story& story, Trouble trouble, int percent) {
  Dice dice(story.seed, name_of(trouble), 0);
  const bool on = dice.percent(percent);
  if (on) drawn.push_back(trouble);
  happens[static_cast<std::size_t>(trouble)] = on && !story.without.contains(trouble);
}

}  // namespace minsync::simulation

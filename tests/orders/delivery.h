// A history's edits brought to the merge alone, in any order and as often as you like: versions, stamps and ranks are
// those that were journaled. What has come and lacks something of its cover waits for it.
#pragma once

#include <map>
#include <vector>

#include "tests/generator/dice.h"
#include "tests/orders/history.h"

namespace minsync::orders {

// Which edits of a history wait for which: none may be merged before one that it covers or decides.
class Causality {
 public:
  explicit Causality(const History& history);
  const std::vector<std::uint32_t>& followers(std::size_t place) const { return followers_[place]; }
  const std::vector<std::uint32_t>& missing() const { return missing_; }  // how many each waits for

 private:
  std::vector<std::vector<std::uint32_t>> followers_;
  std::vector<std::uint32_t> missing_;
};

class Deliveries {
 public:
  Deliveries(const Form& form, const History& history, const Causality& causality);

  void bring(std::size_t place);

  const std::map<RecordId, RecordState>& records() const { return records_; }
  std::size_t merged = 0, repeated = 0, waited = 0;

 private:
  void merge_with_followers(std::size_t place);

  const Form& form_;
  const History& history_;
  const Causality& causality_;
  std::vector<bool> here_;
  std::vector<std::uint32_t> missing_;
  std::map<RecordId, RecordState> records_;
};

// Every edit at least once, three in ten of them again, early or late.
enum class Shape {
  shuffled,          // anything at any time
  a_little_late,     // each within some hundred edits of its place
  office_by_office,  // one outbox after the other, as from sticks
  backwards          // the newest first
};
inline constexpr int kShapes = 4;
std::vector<std::size_t> some_order(const History& history, Shape shape, Dice& dice);

}  // namespace minsync::orders

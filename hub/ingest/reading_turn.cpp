#include "hub/ingest/reading_turn.h"

#include <algorithm>
#include <semaphore>
#include <thread>

namespace minsync {
namespace {

constexpr std::size_t kFewestEdits = 100;

std::counting_semaphore<>& turns() {
  static std::counting_semaphore<> free(std::max(std::thread::hardware_concurrency(), 2u) - 1);
  return free;
}

}  // namespace

ReadingTurn::ReadingTurn(std::size_t edits) : taken_(edits >= kFewestEdits) {
  if (taken_) turns().acquire();
}

ReadingTurn::~ReadingTurn() {
  if (taken_) turns().release();
}

}  // namespace minsync

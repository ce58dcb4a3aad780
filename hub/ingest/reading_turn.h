// Reading a large batch takes a processor for milliseconds. When everybody uploads, workers that all read at once would
// keep the writer, whom each of them waits for, from its own processor: so as many read at a time as there are others.
#pragma once

#include <cstddef>

namespace minsync {

// From so many edits on a batch is a large one.
inline constexpr std::size_t kLargeBatch = 100;

// Held while a batch of so many edits is read; waits until it may be. Small ones never wait. Any thread; not to be
// held while anything else is waited for.
class ReadingTurn {
 public:
  explicit ReadingTurn(std::size_t edits);
  ReadingTurn(const ReadingTurn&) = delete;
  ReadingTurn& operator=(const ReadingTurn&) = delete;
  ~ReadingTurn();

 private:
  bool taken_;
};

}  // namespace minsync

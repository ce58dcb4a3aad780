// How much to send and to ask for at once: batches that take a few seconds on this line; and less of both on one that
// breaks, since what was under way at a break travels again.
#pragma once

#include <cstddef>

namespace minsync {

class LineSizes {
 public:
  // `batch_bytes`: always so many in a batch; 0: as the line allows. `answer_bytes`: the most in an answer.
  LineSizes(std::size_t batch_bytes, std::size_t answer_bytes);

  std::size_t batch_bytes() const { return batch_bytes_; }
  std::size_t answer_bytes() const { return answer_bytes_; }
  // zstd's, for what goes up: time spent on it should save more on the line.
  int compression_level() const;
  // An exchange of so many bytes, up and down, took that long.
  void carried(std::size_t bytes, double seconds);
  // The line broke, or nobody answered, with a request of so many bytes.
  void broke(std::size_t request_bytes);

 private:
  bool fixed_batch_;
  std::size_t batch_bytes_, batch_limit_, answer_bytes_, answer_limit_;
  int calm_ = 0;                 // exchanges since the last break
  double bytes_per_second_ = 0;  // of the newest exchange that told; 0: none did
};

}  // namespace minsync

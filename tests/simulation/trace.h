// Everything that happens, a line each: its hash says whether two runs were the same.
#pragma once

#include <cstdint>
#include <string>

namespace minsync::simulation {

class Trace {
 public:
  explicit Trace(bool print) : print_(print) {}
  void line(std::uint64_t now_ms, const std::string& who, const std::string& what);
  std::uint64_t hash() const { return hash_; }
  std::uint64_t lines() const { return lines_; }

 private:
  bool print_;
  std::uint64_t hash_ = 0, lines_ = 0;
};

}  // namespace minsync::simulation

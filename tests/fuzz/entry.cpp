// libFuzzer's way into a target.
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  minsync::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}

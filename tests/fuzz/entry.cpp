// libFuzzer's way into a target.
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// What a target makes once (a catalogue, a store) is made before any input's time is measured.
int LLVMFuzzerInitialize(int*, char***) {
  minsync::fuzz::run({});
  return 0;
}

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  minsync::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}

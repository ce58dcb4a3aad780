#include "tests/fuzz/seeds.h"

// fuzz_seeds FOLDER
int main(int argc, char** argv) {
  MINSYNC_ASSERT(argc == 2);
  const minsync::fuzz::SeedFolder seeds{argv[1]};
  write_message_seeds(seeds);
  write_text_seeds(seeds);
}

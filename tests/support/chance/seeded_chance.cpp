#include "tests/support/chance/seeded_chance.h"

// A way to replace the generator of a whole process without a provider of our own; OpenSSL calls it deprecated.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/rand.h>

#include "sync_protocol/result.h"
#include "tests/generator/dice.h"

namespace minsync {
namespace {

Dice dice{0};

int fill(unsigned char* bytes, int count) {
  for (int i = 0; i < count; ++i) bytes[i] = static_cast<unsigned char>(dice.next() >> 24);
  return 1;
}

int add(const void*, int, double) {
  return 1;
}
int seed(const void*, int) {
  return 1;
}
int status() {
  return 1;
}

const RAND_METHOD kMethod = {seed, fill, nullptr, add, fill, status};

}  // namespace

void seed_chance(std::uint64_t seed_of_process) {
  MINSYNC_ASSERT(RAND_set_rand_method(&kMethod) == 1);
  dice = Dice(seed_of_process);
}

}  // namespace minsync

// The hub's answer without its signature: as it travels, or wrapped.
#include "sync_protocol/codec/codec.h"
#include "tests/fuzz/fuzz.h"

void minsync::fuzz::run(std::string_view input) {
  const bool as_it_is = kind_of(input) == MessageKind::answer;
  check_round_trip(as_it_is ? std::string(input) : unwrapped(input), decode_answer, encode_answer);
}

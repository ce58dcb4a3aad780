// The body of POST /v1/sync without its signature.
#include "sync_protocol/codec/codec.h"
#include "tests/fuzz/fuzz.h"

void minsync::fuzz::run(std::string_view input) {
  check_round_trip(input, decode_request, encode_request);
}

// The pieces that stores keep: an edit, a group's state, removals, a receipt. The first byte says which.
#include "sync_protocol/codec/codec.h"
#include "tests/fuzz/fuzz.h"

void minsync::fuzz::run(std::string_view input) {
  const auto [choice, bytes] = split_choice(input);
  switch (choice % 4) {
    case 0:
      return check_round_trip(bytes, decode_edit, encode_edit);
    case 1:
      return check_round_trip(bytes, decode_group, encode_group);
    case 2:
      return check_round_trip(bytes, decode_removals, encode_removals);
    default:
      return check_round_trip(bytes, decode_receipt, encode_receipt);
  }
}

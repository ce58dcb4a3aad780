// Bundles up and down as they come on a stick, and what a relay passes on; also where a signature is right.
#include "shared/crypto/cms.h"
#include "shared/crypto/sealed_bundle.h"
#include "tests/fuzz/fuzz.h"

namespace minsync::fuzz {
namespace {

const PrivateKey& some_key() {
  static const PrivateKey key = PrivateKey::generate();
  return key;
}

Result<BundleHead> read_head(std::string_view bytes) {
  MINSYNC_ASSIGN(auto read, decode_bundle_head(bytes));
  require(read.signed_bytes <= bytes.size(), "no more is signed than there is");
  return std::move(read.head);
}

// The input as the parts of a bundle that is signed: opened, it gives the same parts.
void check_signed(std::string_view input) {
  BundleWriter writer;
  writer.add({std::string(input.substr(0, input.size() / 2)), {}});
  writer.add({std::string(input.substr(input.size() / 2)), {}});
  const auto opened = open_bundle(writer.finish(some_key(), SyncRequest{}, {1}));
  require(opened && opened->parts.size() == 2, "a bundle opens as it was written");
  for (const auto& part : opened->parts) require(decode_bundle_part(part).has_value(), "its parts are read");
}

// What was signed and is no bundle all the same.
void check_signed_answers(std::string_view input) {
  std::string file(input);
  file += some_key().sign(file);
  (void)open_down_bundle(file, some_key().public_key());
}

}  // namespace

void run(std::string_view input) {
  const auto [choice, bytes] = split_choice(input);
  (void)open_bundle(bytes);
  (void)unseal_bundle(some_key(), bytes);
  (void)cms_verify(bytes);
  switch (choice % 6) {
    case 0:
      return check_round_trip(bytes, read_head, encode_bundle_head);
    case 1:
      return check_round_trip(bytes, decode_bundle_part, encode_bundle_part);
    case 2:
      check_signed_answers(bytes);
      return check_round_trip(bytes, decode_down_bundle, encode_down_bundle);
    case 3:
      return check_round_trip(bytes, decode_relayed_part, encode_relayed_part);
    case 4:
      return check_round_trip(bytes, decode_relayed_answer, encode_relayed_answer);
    default:
      return check_signed(bytes);
  }
}

}  // namespace minsync::fuzz

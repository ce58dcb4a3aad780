// One POST /v1/sync as the hub takes it, with good signatures over whatever stands in it. The first byte: the device
// in its lowest bits, kAsItIs for a request whose bytes are the input; otherwise the request's length in two bytes,
// the request, and the payload of a batch, which gets the head it needs.
#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/codec/codec.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/hub_world.h"

namespace minsync::fuzz {
namespace {

constexpr std::uint8_t kAsItIs = 0x80;

std::string batch_of(std::size_t device, std::string_view payload) {
  const auto& world = HubWorld::get();
  const auto [edits, rest] = split_choice(payload);
  ByteWriter out;
  Batch empty;
  empty.device = world.device(device).id;
  empty.incarnation = Incarnation{1};
  empty.partition = world.partition();
  // The head of an empty batch ends with the number of its edits and an empty payload's length and compression.
  auto head = encode_batch(empty);
  require(head.size() > 3 && head.ends_with(std::string(3, '\0')), "an empty batch ends with three zeros");
  head.resize(head.size() - 3);
  out.raw(head);
  out.number(edits);
  out.number(rest.size());
  out.byte(0);
  out.raw(rest);
  return out.take();
}

std::string request_of(std::size_t device, std::string_view input) {
  const auto& world = HubWorld::get();
  ByteReader in(input);
  const std::size_t low = in.byte(), high = in.byte();
  const auto bytes = in.raw(std::min(in.left(), high << 8 | low));
  SyncRequest request = decode_request(bytes).value_or(SyncRequest{});
  request.device = world.device(device).id;
  request.incarnation = Incarnation{1};
  if (request.counter == 0) request.counter = 1;
  request.batch = in.left() == 0 ? std::string() : world.sign(device, batch_of(device, in.raw(in.left())));
  return encode_request(request);
}

}  // namespace

void run(std::string_view input) {
  auto& world = HubWorld::get();
  const auto [choice, bytes] = split_choice(input);
  const std::size_t device = choice % kDevices;
  const auto request = (choice & kAsItIs) != 0 ? std::string(bytes) : request_of(device, bytes);
  const auto body = world.sign(device, request);
  world.undo_after([&](HubStore& store) {
    const auto answer = world.sync(store, body);
    if (answer) return check_round_trip(encode_answer(*answer), decode_answer, encode_answer);
    const auto kind = answer.error().kind;
    const bool expected = kind == FaultKind::bad_input || kind == FaultKind::not_allowed ||
                          (kind == FaultKind::integrity && answer.error().id == "hub.history_differs");
    if (!expected) std::fprintf(stderr, "%s\n", answer.error().id.c_str());
    require(expected, "a request is answered or refused; the store does not fail over it");
  });
}

}  // namespace minsync::fuzz

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

// The head of a batch of no edits without their number.
std::string batch_head(std::size_t device) {
  const auto& world = HubWorld::get();
  Batch empty;
  empty.device = world.device(device).id;
  empty.incarnation = Incarnation{1};
  empty.partition = world.partition();
  const auto parts = wrapped(encode_batch(empty));
  const auto head = parts.substr(1, static_cast<std::uint8_t>(parts.front()));
  require(head.ends_with('\0'), "a batch's head ends with the number of its edits");
  return head.substr(0, head.size() - 1);
}

std::string batch_of(std::size_t device, std::string_view input) {
  static const std::array<std::string, kDevices> heads{batch_head(0), batch_head(1), batch_head(2)};
  const auto [edits, payload] = split_choice(input);
  ByteWriter out;
  out.raw(heads[device]);
  out.number(edits);
  out.number(payload.size());
  out.byte(0);
  out.raw(payload);
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
  request.batches.clear();
  if (in.left() > 0) request.batches.push_back(world.sign(device, batch_of(device, in.raw(in.left()))));
  // Where there may be several: the second one is known when it comes.
  if (in.ok() && !request.batches.empty() && request.audit_seen && request.answered)
    request.batches.push_back(request.batches.front());
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
                          (kind == FaultKind::integrity && answer.error().id == "common.damaged");
    if (!expected) std::fprintf(stderr, "%s\n", answer.error().id.c_str());
    require(expected, "a request is answered or refused; the store does not fail over it");
  });
}

}  // namespace minsync::fuzz

// Every bit of what travels, flipped one at a time: refused, or it says the very same.
#include "client/sync/sync_exchange.h"
#include "client/sync/up_bundle.h"
#include "hub/api/bundle_out.h"
#include "hub/api/exchange.h"
#include "shared/crypto/sealed_bundle.h"
#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

constexpr std::uint64_t kNow = 1'800'000'000'000;
constexpr std::size_t kOfEach = 10;

template <typename T>
T sure(Result<T> result) {
  EXPECT_TRUE(result) << (result ? "" : result.error().id);
  return std::move(result).value();
}

class FlippedBitsTest : public OfficeTest {
 protected:
  void enter() { town_.create({{field("householder"), FieldValue("户" + std::to_string(++entered_))}}); }
  PrivateKey device_key() { return sure(town_.store().device_key()); }
  HubIdentity hub() { return sure(load_identity((folder_ / "hub").string(), *open_store())); }

  Office& county_ = office("330106000000", Role::county);
  Office& town_ = office("330106002000", Role::township);
  int entered_ = 0;
};

// From a bit on each `step`th. `accepted(bytes)`: whether they were taken for anything else than what they were before.
template <typename Accepted>
void expect_no_flip_accepted(const std::string& bytes, Accepted accepted, std::size_t first = 0, std::size_t step = 1) {
  auto flipped = bytes;
  for (std::size_t bit = first; bit < bytes.size() * 8; bit += step) {
    const auto mask = static_cast<char>(1 << (bit % 8));
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ mask);
    ASSERT_FALSE(accepted(flipped)) << "bit " << bit << " of " << bytes.size() * 8;
    flipped[bit / 8] = bytes[bit / 8];
  }
}

TEST_F(FlippedBitsTest, EveryBitOfSignedRequestsAndAnswersCounts) {
  for (std::size_t i = 0; i < kOfEach; ++i) {
    enter();
    auto exchange = sure(SyncExchange::open(town_.store(), {}));
    (void)exchange.begin();
    const auto request = sure(exchange.request(kNow));
    const auto store = open_store();
    ASSERT_TRUE(read_sync_request(*store, request)) << "as it was it is right";
    expect_no_flip_accepted(request,
                            [&](const std::string& body) { return read_sync_request(*store, body).has_value(); });
    const auto answer = hub_->answer({"POST", "/v1/sync", {}, {}, request}).body;
    expect_no_flip_accepted(answer, [&](const std::string& body) {
      auto again = exchange;
      return again.answered(HttpAnswer{200, body, 0}, kNow, 1) == SessionAction::store;
    });
    ASSERT_EQ(SessionAction::store, exchange.answered(HttpAnswer{200, answer, 0}, kNow, 1));
    (void)exchange.store();
  }
}

TEST_F(FlippedBitsTest, EveryBitOfABundleUpCountsUnlessItIsForTheOtherReader) {
  // Opening one takes a millisecond: of ten bundles of one shape each has another tenth of its bits flipped.
  const auto key = hub().key;
  for (std::size_t i = 0; i < kOfEach; ++i) {
    enter();
    const auto file = sure(make_bundle(town_.store(), device_key(), kNow)).file;
    const auto content = sure(unseal_bundle(key, file)).content;
    expect_no_flip_accepted(
        file,
        [&](const std::string& bytes) {
          const auto unsealed = unseal_bundle(key, bytes);
          return unsealed && unsealed->content != content && open_bundle(*unsealed);
        },
        i, kOfEach);
    ASSERT_TRUE(town_.sync());
  }
}

TEST_F(FlippedBitsTest, EveryBitOfABundleDownCountsOrChangesNothing) {
  const auto identity = hub();
  const auto key = device_key();
  const auto store = open_store();
  const IngestContext context{forms_, Divisions::built_in(), static_cast<std::int64_t>(kNow), "tag key"};
  for (std::size_t i = 0; i < kOfEach; ++i) {
    enter();
    ASSERT_TRUE(town_.sync());
    const auto device = sure(store->find_device(town_.store().enrolment().device)).value();
    const auto file = sure(make_down_bundle(*store, context, identity, device, 4096)).file;
    const auto content = sure(unseal_bundle(key, file)).content;
    expect_no_flip_accepted(
        file,
        [&](const std::string& bytes) {
          const auto unsealed = unseal_bundle(key, bytes);
          return unsealed && unsealed->content != content;
        },
        i, kOfEach);
  }
}

}  // namespace
}  // namespace minsync

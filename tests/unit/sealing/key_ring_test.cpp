#include "shared/sealing/key_ring.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

const OwnerSecret kPassphrase{SlotKind::passphrase, "correct horse"}, kMachine{SlotKind::machine, "this machine"},
    kFile{SlotKind::key_file, "sixteen bytes or more"};

std::string id_of(const Result<KeyRing>& ring) {
  return ring ? std::string() : ring.error().id;
}

KeyRing ring_for(const std::vector<OwnerSecret>& secrets) {
  auto ring = KeyRing::make();
  for (const auto& secret : secrets) EXPECT_TRUE(ring.let_in(secret));
  return ring;
}

TEST(KeyRingTest, AnyOfItsSecretsOpensIt) {
  const auto ring = ring_for({kMachine, kPassphrase, kFile});
  const auto bytes = ring.bytes();
  EXPECT_TRUE(KeyRing::looks_like_one(bytes));
  for (const auto& secret : {kMachine, kPassphrase, kFile}) {
    const auto opened = KeyRing::open(bytes, {secret});
    ASSERT_TRUE(opened);
    EXPECT_EQ(ring.data_keys()->back().key.bytes(), opened->data_keys()->back().key.bytes());
    EXPECT_EQ("letter", opened->open_piece(ring.seal("letter", "a"), "a").value());
  }
}

TEST(KeyRingTest, NothingElseOpensIt) {
  const auto bytes = ring_for({kPassphrase}).bytes();
  EXPECT_EQ("sealing.wrong_secret", id_of(KeyRing::open(bytes, {{SlotKind::passphrase, "correct horsf"}})));
  EXPECT_EQ("sealing.wrong_secret", id_of(KeyRing::open(bytes, {{SlotKind::machine, kPassphrase.bytes}})));
  EXPECT_EQ("sealing.locked", id_of(KeyRing::open(bytes, {})));
}

TEST(KeyRingTest, ARecoveryCodeOpensItAsAPassphraseHoweverItIsTyped) {
  const auto code = new_recovery_code();
  const auto bytes = ring_for({recovery_secret(code)}).bytes();
  auto typed = code;
  for (auto& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::tolower(c));
  EXPECT_TRUE(KeyRing::open(bytes, {{SlotKind::passphrase, typed}}));
  EXPECT_FALSE(KeyRing::open(bytes, {{SlotKind::passphrase, new_recovery_code()}}));
}

TEST(KeyRingTest, EveryChangedBitIsNoticed) {
  const auto bytes = ring_for({kMachine, kFile}).bytes();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    const auto opened = KeyRing::open(changed, {kMachine});
    EXPECT_FALSE(opened) << bit;
  }
}

TEST(KeyRingTest, AShorterRingIsDamaged) {
  const auto bytes = ring_for({kMachine}).bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ("sealing.ring_damaged", id_of(KeyRing::open(bytes.substr(0, size), {kMachine}))) << size;
  }
  EXPECT_TRUE(KeyRing::open(bytes + std::string(100, '\0'), {kMachine}));
}

TEST(KeyRingTest, ASecretIsReplacedByAnotherOfItsKind) {
  auto ring = ring_for({kMachine, kFile});
  ASSERT_TRUE(ring.let_in({SlotKind::key_file, "another key file's bytes"}));
  EXPECT_FALSE(KeyRing::open(ring.bytes(), {kFile}));
  EXPECT_TRUE(KeyRing::open(ring.bytes(), {kMachine}));
  ring.shut_out(SlotKind::machine);
  EXPECT_FALSE(KeyRing::open(ring.bytes(), {kMachine}));
}

TEST(KeyRingTest, OnlyThisMachineIsNoWayBackElsewhere) {
  EXPECT_FALSE(ring_for({kMachine}).opens_elsewhere());
  EXPECT_TRUE(ring_for({kMachine, recovery_secret(new_recovery_code())}).opens_elsewhere());
}

TEST(KeyRingTest, RenewedKeysOpenWhatTheOldOnesSealedUntilTheyAreDropped) {
  auto ring = ring_for({kMachine});
  const auto before = ring.bytes(), sealed = ring.seal("piece", "name");
  const auto old = ring.data_keys()->back().id;
  ring.renew();
  EXPECT_TRUE(ring.kinds().empty());
  ASSERT_TRUE(ring.let_in(kFile));
  EXPECT_FALSE(KeyRing::open(ring.bytes(), {kMachine}));
  auto opened = KeyRing::open(ring.bytes(), {kFile}).value();
  EXPECT_TRUE(opened.has_old());
  EXPECT_EQ(old, opened.data_keys()->front().id);
  EXPECT_NE(old, opened.data_keys()->back().id);
  EXPECT_EQ("piece", opened.open_piece(sealed, "name").value());
  opened.drop_old();
  EXPECT_EQ(1U, opened.data_keys()->size());
  EXPECT_FALSE(opened.open_piece(sealed, "name"));
  // The old ring, with the old secret, has nothing of the new keys.
  EXPECT_FALSE(KeyRing::open(before, {kMachine})->open_piece(opened.seal("new", "name"), "name"));
}

TEST(KeyRingTest, AnotherFileHasAnotherDataKey) {
  const auto ring = ring_for({kMachine});
  const auto other = ring.for_another_file();
  EXPECT_NE(ring.data_keys()->back().key.bytes(), other.data_keys()->back().key.bytes());
  EXPECT_EQ("piece", other.open_piece(ring.seal("piece", "name"), "name").value());
  EXPECT_TRUE(KeyRing::open(other.bytes(), {kMachine}));
}

}  // namespace
}  // namespace minsync

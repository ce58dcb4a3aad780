#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "shared/sealing/conversion.h"
#include "shared/sealing/folder_keys.h"
#include "shared/sealing/key_files.h"
#include "shared/sealing/machine_secret.h"
#include "tests/unit/sealing/sealed_base.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Folders and this machine's secret in a temporary place.
class SealedFolderTest : public ::testing::Test {
 protected:
  SealedFolderTest() {
    setenv("XDG_STATE_HOME", (top_ / "state").c_str(), 1);
    fs::create_directories(folder_);
  }
  ~SealedFolderTest() override {
    use_secrets({});
    unsetenv("XDG_STATE_HOME");
    fs::remove_all(top_);
  }
  // As a new process that has opened nothing yet. (Rings opened before are known by their bytes.)
  void forget() const { remember_ring(folder_.string(), nullptr); }
  std::string file(const std::string& name) const { return (folder_ / name).string(); }
  SealedFolder all() const { return {folder_.string(), "a.db", {"a.key", "b.key"}}; }
  void make_plain() const {
    Connection(file("a.db")).fill();
    ASSERT_TRUE(key_.write_pem(file("a.key")));
  }
  std::string sum() const {
    const auto seal = seal_of(file("a.db"));
    if (!seal) return seal.error().id;
    return *seal ? Connection(file("a.db"), (*seal)->opening).sum() : Connection(file("a.db")).sum();
  }
  void expect_no_plain_text() const {
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      const auto bytes = bytes_of(entry.path());
      EXPECT_EQ(std::string::npos, bytes.find(kPlanted.substr(0, 12))) << entry.path();
      EXPECT_EQ(std::string::npos, bytes.find("PRIVATE KEY")) << entry.path();
    }
  }

  fs::path top_ = fs::temp_directory_path() / ("minsync-seal-" + hex(random_bytes<8>()));
  fs::path folder_ = top_ / "data";
  PrivateKey key_ = PrivateKey::generate();
};

const std::string kSum = "1625400 300 330106198807154321-PLANTED99";

TEST_F(SealedFolderTest, TheMachinesSecretIsMadeOnceAndForItsOwnerAlone) {
  EXPECT_FALSE(find_machine_secret().value());
  const auto made = machine_secret();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->bytes, machine_secret()->bytes);
  struct stat about{};
  ASSERT_EQ(0, stat(machine_secret_path().c_str(), &about));
  EXPECT_EQ(0600U, about.st_mode & 0777U);
}

TEST_F(SealedFolderTest, ANewFolderOpensOnThisMachineOrWithItsCode) {
  const auto code = seal_new_folder(folder_.string(), {}).value();
  const auto ring = bytes_of(file(kRingFile));
  const auto machine = find_machine_secret().value().value();
  EXPECT_TRUE(KeyRing::open(ring, {machine}));
  EXPECT_TRUE(KeyRing::open(ring, {recovery_secret(code)}));
  EXPECT_TRUE(ring_of_folder(folder_.string()).value()->opens_elsewhere());
}

TEST_F(SealedFolderTest, AnotherMachineNeedsMore) {
  const auto code = seal_new_folder(folder_.string(), {}).value();
  const auto elsewhere = top_ / "copy";
  fs::copy(folder_, elsewhere);
  // Rings are known by their bytes once opened, so this one has to differ.
  auto ring = *ring_of_folder(folder_.string()).value();
  ASSERT_TRUE(write_ring(elsewhere.string(), ring));
  remember_ring(elsewhere.string(), nullptr);
  setenv("XDG_STATE_HOME", (top_ / "other-state").c_str(), 1);
  const auto locked = ring_of_folder(elsewhere.string());
  ASSERT_FALSE(locked);
  EXPECT_EQ("sealing.locked", locked.error().id);
  EXPECT_EQ(FaultKind::not_allowed, locked.error().kind);
  use_secrets({{SlotKind::passphrase, "a wrong passphrase"}});
  EXPECT_EQ("sealing.wrong_secret", ring_of_folder(elsewhere.string()).error().id);
  use_secrets({{SlotKind::passphrase, code}});
  EXPECT_TRUE(ring_of_folder(elsewhere.string()));
}

TEST_F(SealedFolderTest, PrivateKeysAreSealedInASealedFolderAlone) {
  ASSERT_TRUE(write_private_key(key_, file("a.key")));
  EXPECT_FALSE(is_sealed_file(file("a.key")));
  ASSERT_TRUE(seal_new_folder(folder_.string(), {}));
  ASSERT_TRUE(write_private_key(key_, file("b.key")));
  EXPECT_TRUE(is_sealed_file(file("b.key")));
  EXPECT_EQ(key_.pin(), read_private_key(file("a.key"))->pin());
  EXPECT_EQ(key_.pin(), read_private_key(file("b.key"))->pin());
  fs::rename(file("b.key"), file("c.key"));
  EXPECT_EQ("sealing.altered", read_private_key(file("c.key")).error().id) << "bound to its name";
  fs::remove(file(kRingFile));
  forget();
  EXPECT_EQ("sealing.no_ring", read_private_key(file("c.key")).error().id);
}

TEST_F(SealedFolderTest, SealOnKeepsEverythingAndLeavesNothingInClear) {
  make_plain();
  ASSERT_TRUE(seal_folder(all(), {}));
  EXPECT_TRUE(is_sealed_database(file("a.db")));
  EXPECT_EQ(kSum, sum());
  EXPECT_EQ(key_.pin(), read_private_key(file("a.key"))->pin());
  expect_no_plain_text();
  EXPECT_EQ("sealing.sealed_already", seal_folder(all(), {}).error().id);
}

TEST_F(SealedFolderTest, SealOnGoesOnWhereItWasBrokenOff) {
  make_plain();
  ASSERT_TRUE(seal_new_folder(folder_.string(), {}));
  ASSERT_TRUE(seal_private_key(file("a.key")));
  std::ofstream(file("a.db.sealing")) << "half a copy";
  ASSERT_TRUE(seal_folder(all(), {}));
  EXPECT_EQ(kSum, sum());
  EXPECT_FALSE(fs::exists(file("a.db.sealing")));
}

TEST_F(SealedFolderTest, NothingHappensWhileSomebodyHasItOpen) {
  make_plain();
  Connection other(file("a.db"));
  ASSERT_EQ("wal", other.text("PRAGMA journal_mode=WAL"));
  ASSERT_EQ(kSum, other.sum());
  const auto refused = seal_folder(all(), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ("sealing.in_use", refused.error().id);
  EXPECT_FALSE(fs::exists(file(kRingFile)));
}

TEST_F(SealedFolderTest, RenewedKeysLeaveTheOldOnesBehind) {
  make_plain();
  const auto first = seal_folder(all(), {}).value();
  const auto old_ring = bytes_of(file(kRingFile)), old_database = bytes_of(file("a.db"));
  const OwnerSecret passphrase{SlotKind::passphrase, "a new passphrase"};
  ASSERT_TRUE(renew_seal(all(), {passphrase}));
  EXPECT_EQ(kSum, sum());
  EXPECT_EQ(key_.pin(), read_private_key(file("a.key"))->pin());
  const auto ring = bytes_of(file(kRingFile));
  EXPECT_FALSE(KeyRing::open(ring, {recovery_secret(first)}));
  EXPECT_FALSE(KeyRing::open(ring, {machine_secret().value()}));
  EXPECT_FALSE(KeyRing::open(ring, {passphrase})->has_old());
  // Who has the old ring, and all that opened it, reads nothing new.
  const auto old_keys = KeyRing::open(old_ring, {recovery_secret(first)}).value().data_keys();
  Connection with_old(file("a.db"), {old_keys, 0});
  EXPECT_TRUE(with_old.sum().starts_with("error "));
  expect_no_plain_text();
}

TEST_F(SealedFolderTest, RenewingGoesOnWhereItWasBrokenOff) {
  make_plain();
  ASSERT_TRUE(seal_folder(all(), {}));
  auto ring = *ring_of_folder(folder_.string()).value();
  ring.renew();
  ASSERT_TRUE(let_in_all(ring, {}));
  ASSERT_TRUE(write_ring(folder_.string(), ring));
  EXPECT_EQ(kSum, sum());
  EXPECT_EQ(key_.pin(), read_private_key(file("a.key"))->pin());
  ASSERT_TRUE(renew_seal(all(), {}));
  EXPECT_EQ(kSum, sum());
  EXPECT_FALSE(ring_of_folder(folder_.string()).value()->has_old());
}

TEST_F(SealedFolderTest, AFileMayBeginWithItsOwnRing) {
  ASSERT_TRUE(seal_new_folder(folder_.string(), {}));
  const auto path = (top_ / "backup").string();
  const auto ring = ring_of_folder(folder_.string()).value();
  ASSERT_TRUE(begin_sealed_file(path, *ring));
  Connection(path, seal_of(path).value()->opening).fill();
  EXPECT_EQ(kSum, Connection(path, seal_of(path).value()->opening).sum());
  EXPECT_EQ(std::string::npos, bytes_of(path).find(kPlanted.substr(0, 12)));
  EXPECT_NE(ring->data_keys()->back().id, seal_of(path).value()->ring->data_keys()->back().id);
}

TEST_F(SealedFolderTest, SecretsAreReadFromFilesOrTheEnvironment) {
  std::ofstream(file("words")) << "eight or more\nthis is another line";
  std::ofstream(file("few")) << "seven\n";
  std::ofstream(file("stick")) << "0123456789abcdef";
  const auto read = read_secrets({file("words"), file("stick")}).value();
  ASSERT_EQ(2U, read.size());
  EXPECT_EQ("eight or more", read[0].bytes);
  EXPECT_EQ("0123456789abcdef", read[1].bytes);
  EXPECT_EQ("sealing.short_passphrase", read_secrets({file("few"), {}}).error().id);
  EXPECT_EQ("sealing.short_key_file", read_secrets({{}, file("few")}).error().id);
  EXPECT_EQ("network.key_unreadable", read_secrets({file("none"), {}}).error().id);
  setenv("MINSYNC_PASSPHRASE", "from the environment", 1);
  EXPECT_EQ("from the environment", read_secrets({})->front().bytes);
  EXPECT_EQ("eight or more", read_secrets({file("words"), {}})->front().bytes);
  unsetenv("MINSYNC_PASSPHRASE");
  EXPECT_TRUE(read_secrets({})->empty());
}

}  // namespace
}  // namespace minsync

// A backup holds everything, says how far it reaches, and is restored only if nothing in it was changed.
#include "hub/recovery/backup.h"

#include <fstream>

#include "hub/api/epoch.h"
#include "hub/api/watermark.h"
#include "hub/ingest/waiting_room.h"
#include "shared/store/durable_files.h"
#include "tests/unit/review/hub_fixture.h"

namespace minsync::review_test {
namespace {

namespace fs = std::filesystem;

class BackupTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    ASSERT_TRUE(PrivateKey::generate().write_pem((folder_ / "tls.key").string()));
    ASSERT_TRUE(write_small_file(folder_.string(), "minsync.toml", "lang = \"en\"\n"));
    send(a_, {set(a_, household(), "householder", std::string("A"))});
    file_ = (folder_ / "b.backup").string();
    target_ = folder_ / "restored";
  }
  const Form& household() { return form("dibao_household"); }
  void change() { send(a_, {set(a_, household(), "worker", std::string("w"), stored(household()).state.version)}); }
  Result<BackupSummary> back_up() { return minsync::back_up(*store_, folder_.string(), file_, kNowMs); }
  Result<BackupSummary> restore() { return restore_backup(file_, target_.string(), kNowMs + 1); }
  PartitionId partition() { return PartitionId{county_.value}; }
  void tamper(const std::string& sql) {
    auto database = Database::open(file_, false);
    ASSERT_TRUE(database->script(sql + "; PRAGMA journal_mode=DELETE;"));
  }
  void expect_refused() {
    const auto restored = restore();
    ASSERT_FALSE(restored);
    EXPECT_EQ(FaultKind::integrity, restored.error().kind) << restored.error().id;
    EXPECT_FALSE(fs::exists(target_));
  }

  std::string file_;
  fs::path target_;
};

TEST_F(BackupTest, ARestoredHubHasTheRecordsKeysAndSettingsAndANewEpoch) {
  ASSERT_TRUE(back_up());
  const auto restored = restore();
  ASSERT_TRUE(restored) << restored.error().id;
  const auto store = open_hub_store(target_.string(), forms_);
  ASSERT_TRUE(store);
  EXPECT_EQ(stored(household()).state,
            (*store)->records().load(household(), stored(household()).state.id)->value().state);
  EXPECT_EQ(2, *epoch_of(**store));
  EXPECT_EQ(kNowMs + 1, *recovery_since(**store));
  EXPECT_TRUE(load_identity(target_.string(), **store));
  EXPECT_EQ("lang = \"en\"\n", *read_small_file(target_.string(), "minsync.toml"));
  EXPECT_EQ(*read_small_file(folder_.string(), "tls.key"), *read_small_file(target_.string(), "tls.key"));
  for (const auto& entry : fs::directory_iterator(target_)) {
    EXPECT_EQ(fs::perms::none, entry.status().permissions() & (fs::perms::group_all | fs::perms::others_all))
        << entry.path();
  }
}

TEST_F(BackupTest, TheFileIsItsOwnersAloneAndAlone) {
  ASSERT_TRUE(back_up());
  EXPECT_EQ(fs::perms::owner_read | fs::perms::owner_write, fs::status(file_).permissions());
  std::size_t named = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) named += entry.path().string().starts_with(file_);
  EXPECT_EQ(1u, named);
}

TEST_F(BackupTest, TheHubNotesHowFarItIsBackedUp) {
  EXPECT_EQ(0u, backed_up_to(*store_, partition())->value);
  const auto before = store_->partition(partition())->last;
  ASSERT_TRUE(back_up());
  EXPECT_EQ(before, *backed_up_to(*store_, partition()));
  change();
  EXPECT_EQ(before, *backed_up_to(*store_, partition())) << "what came after is not in it";
  ASSERT_TRUE(back_up()) << "an older backup of that name is replaced";
  EXPECT_EQ(store_->partition(partition())->last, *backed_up_to(*store_, partition()));
}

TEST_F(BackupTest, WhatCannotBeWrittenIsNotNoted) {
  file_ = (folder_ / "no such folder" / "b").string();
  const auto done = back_up();
  ASSERT_FALSE(done);
  EXPECT_EQ(FaultKind::failed, done.error().kind);
  EXPECT_EQ(0u, backed_up_to(*store_, partition())->value);
}

TEST_F(BackupTest, ADamagedJournalIsNotBackedUpAsSound) {
  {
    auto database = Database::open((folder_ / "hub.db").string(), false);
    ASSERT_TRUE(database->script("UPDATE journal SET at_ms = at_ms + 1"));
  }
  const auto done = back_up();
  ASSERT_FALSE(done);
  EXPECT_EQ("hub.chain_broken", done.error().id);
  EXPECT_FALSE(fs::exists(file_));
  EXPECT_EQ(0u, backed_up_to(*store_, partition())->value);
}

TEST_F(BackupTest, SomebodysOtherFileIsNotReplaced) {
  file_ = (folder_ / "hub.db").string();
  const auto done = back_up();
  ASSERT_FALSE(done);
  EXPECT_EQ(FaultKind::usage, done.error().kind);
}

TEST_F(BackupTest, AFolderThatHoldsSomethingIsLeftAsItIs) {
  ASSERT_TRUE(back_up());
  fs::create_directories(target_);
  std::ofstream(target_ / "x") << "x";
  const auto restored = restore();
  ASSERT_FALSE(restored);
  EXPECT_EQ(FaultKind::usage, restored.error().kind);
  EXPECT_EQ(1, std::distance(fs::directory_iterator(target_), fs::directory_iterator()));
}

TEST_F(BackupTest, AnyAlteredRowIsFound) {
  for (const std::string sql :
       {"UPDATE record_dibao_household SET f1 = 'B'", "UPDATE device SET revoked = 1",
        "UPDATE setting SET value = value || ' ' WHERE key = 'name'", "UPDATE journal SET at_ms = at_ms + 1",
        "UPDATE backup_piece SET bytes = x'00' WHERE name = 'tls.key'", "UPDATE partition_head SET last = last + 1",
        "DELETE FROM backup_piece WHERE name = 'checkpoint'", "UPDATE backup_seal SET signature = zeroblob(64)",
        "DELETE FROM backup_seal", "CREATE TABLE more (x)"}) {
    ASSERT_TRUE(back_up());
    tamper(sql);
    SCOPED_TRACE(sql);
    expect_refused();
    fs::remove(file_);
  }
}

TEST_F(BackupTest, FlippedBitsAndACutEndAreFound) {
  ASSERT_TRUE(back_up());
  std::string whole;
  {
    std::ifstream in(file_, std::ios::binary);
    whole.assign(std::istreambuf_iterator<char>(in), {});
  }
  const auto write = [&](const std::string& bytes) { std::ofstream(file_, std::ios::binary) << bytes; };
  for (std::size_t at = 4096; at < whole.size(); at += whole.size() / 40) {
    // Free space within pages belongs to nothing; what counts is that no other content is ever restored.
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    write(bytes);
    const auto restored = restore();
    if (!restored) {
      EXPECT_EQ(FaultKind::integrity, restored.error().kind);
      continue;
    }
    const auto store = open_hub_store(target_.string(), forms_);
    EXPECT_EQ(stored(household()).state,
              (*store)->records().load(household(), stored(household()).state.id)->value().state);
    fs::remove_all(target_);
  }
  write(whole.substr(0, whole.size() / 2));
  expect_refused();
  write("no database at all");
  expect_refused();
}

TEST_F(BackupTest, ACheckpointSignedByAnotherKeyIsFound) {
  const auto checkpoint = checkpoint_of(*store_, kNowMs).value();
  const auto key = PrivateKey::generate();
  const auto bytes = sign_checkpoint(checkpoint, key);
  const auto read = read_checkpoint(bytes, key.public_key());
  ASSERT_TRUE(read);
  EXPECT_TRUE(check_against(*store_, *read));
  EXPECT_FALSE(read_checkpoint(bytes, PrivateKey::generate().public_key()));
  EXPECT_FALSE(read_checkpoint(bytes.substr(1), key.public_key()));
  change();
  EXPECT_FALSE(check_against(*store_, *read));
}

}  // namespace
}  // namespace minsync::review_test

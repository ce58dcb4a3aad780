// An office's backup holds everything, and a folder made of it never gives a number that the old one gives too.
#include <gtest/gtest.h>

#include <filesystem>

#include "client/store/client_backup.h"
#include "client/store/local_edits.h"
#include "client/store/watermark.h"
#include "shared/divisions/divisions.h"
#include "shared/store/backup_file.h"
#include "shared/store/durable_files.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

class ClientBackupTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("minsync-office-" + hex(random_bytes<8>()));
    folder_ = (root_ / "office").string(), file_ = (root_ / "b").string(), target_ = (root_ / "new").string();
    fs::create_directories(folder_);
    Enrolment enrolment;
    enrolment.device = DeviceId{Uuid::version7(1, {7})};
    enrolment.unit = *Divisions::built_in().get_code("330106");
    enrolment.role = Role::county;
    ASSERT_TRUE(PrivateKey::generate().write_pem(folder_ + "/device.key"));
    ASSERT_TRUE(ClientStore::create(folder_, forms_, enrolment));
    store_ = std::move(*ClientStore::open(folder_, forms_));
    enter("张三");
  }
  void TearDown() override {
    store_.reset();
    fs::remove_all(root_);
  }

  void enter(const std::string& name) { enter(*store_, name); }
  void enter(ClientStore& store, const std::string& name) {
    const Form& form = *forms_.find("dibao_household");
    auto transaction = Transaction::begin(store.database());
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(LocalEdits(store, 1'800'000'000'000)
                    .create(form, store.enrolment().unit, {{form.field("householder")->number, name}}, ""));
    ASSERT_TRUE(transaction->commit());
  }
  static std::vector<Edit> edits(ClientStore& store) {
    std::vector<Edit> edits;
    const auto entries = store.outbox(OutboxState::pending, 100);
    for (const auto& entry : *entries) edits.push_back(entry.edit);
    return edits;
  }
  void tamper(const std::string& sql) {
    auto database = Database::open(file_, false);
    ASSERT_TRUE(database->script(sql + "; PRAGMA journal_mode=DELETE;"));
  }

  FormCatalogue forms_ = *FormCatalogue::load();
  fs::path root_;
  std::string folder_, file_, target_;
  std::unique_ptr<ClientStore> store_;
};

TEST_F(ClientBackupTest, ARestoredFolderHasRecordsOutboxAndKeyAndALifeOfItsOwn) {
  ASSERT_TRUE(back_up_client(*store_, folder_, file_));
  ASSERT_TRUE(restore_client(file_, target_));
  const auto restored = ClientStore::open(target_, forms_);
  ASSERT_TRUE(restored);
  EXPECT_EQ(edits(*store_), edits(**restored));
  EXPECT_EQ(store_->device_key()->pin(), (*restored)->device_key()->pin());
  EXPECT_NE(store_->incarnation()->value, (*restored)->incarnation()->value);
  EXPECT_EQ(store_->enrolment().device, (*restored)->enrolment().device);
  enter("李四");
  enter(**restored, "王五");
  EXPECT_NE(edits(*store_)[0].id, edits(**restored)[0].id);
}

TEST_F(ClientBackupTest, ARestoredFolderBeginsAnewEvenWhereItWas) {
  const auto place = store_->setting("place").value();
  ASSERT_TRUE(back_up_client(*store_, folder_, file_));
  ASSERT_TRUE(restore_client(file_, target_));
  const auto restored = ClientStore::open(target_, forms_, place);
  ASSERT_TRUE(restored);
  EXPECT_NE(store_->incarnation()->value, (*restored)->incarnation()->value);
}

TEST_F(ClientBackupTest, AnAlteredBackupRestoresNothing) {
  for (const std::string sql : {"DELETE FROM outbox", "UPDATE backup_piece SET bytes = x'00'",
                                "UPDATE backup_seal SET signature = zeroblob(64)", "DROP TABLE backup_seal"}) {
    SCOPED_TRACE(sql);
    ASSERT_TRUE(back_up_client(*store_, folder_, file_));
    tamper(sql);
    const auto restored = restore_client(file_, target_);
    ASSERT_FALSE(restored);
    EXPECT_EQ(FaultKind::integrity, restored.error().kind);
    EXPECT_FALSE(fs::exists(target_));
    fs::remove(file_);
  }
}

// Whoever signs an altered backup with a key of his own has not the device's.
TEST_F(ClientBackupTest, ABackupSignedByAnotherKeyRestoresNothing) {
  ASSERT_TRUE(back_up_client(*store_, folder_, file_));
  {
    auto database = Database::open(file_, false);
    ASSERT_TRUE(drop_backup_tables(*database));
  }
  const auto key = read_small_file(folder_, "device.key").value();
  ASSERT_TRUE(seal_backup(file_, {{"device.key", key}}, PrivateKey::generate()));
  const auto restored = restore_client(file_, target_);
  ASSERT_FALSE(restored);
  EXPECT_EQ(FaultKind::integrity, restored.error().kind);
  EXPECT_FALSE(fs::exists(target_));
}

TEST_F(ClientBackupTest, NothingIsPutIntoAFolderThatHoldsSomething) {
  ASSERT_TRUE(back_up_client(*store_, folder_, file_));
  const auto restored = restore_client(file_, folder_);
  ASSERT_FALSE(restored);
  EXPECT_EQ(FaultKind::usage, restored.error().kind);
  EXPECT_EQ(1u, edits(*store_).size());
}

TEST_F(ClientBackupTest, EditsUpToTheToldVersionAreSafe) {
  enter("李四");
  const auto partition = store_->outbox(OutboxState::pending, 1)->front().partition;
  for (const std::uint64_t number : {1u, 2u}) {
    ASSERT_TRUE(store_->set_outbox_state(Sequence{number}, OutboxState::done, Version{100 + number}, nullptr));
  }
  const auto told = [&](std::uint64_t version) {
    PartitionChanges changes;
    changes.cursor.partition = partition;
    changes.backed_up = Version{version};
    EXPECT_TRUE(note_backed_up(*store_, changes));
    const auto counts = backed_up(*store_).value();
    EXPECT_EQ(2, counts.received);
    return counts.safe;
  };
  EXPECT_EQ(0, told(0));
  EXPECT_EQ(1, told(101));
  EXPECT_EQ(2, told(102));
  EXPECT_EQ(1, told(101)) << "after a loss";
}

}  // namespace
}  // namespace minsync

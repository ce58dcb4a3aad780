// Copies of a device's data that give one number to two edits: both edits are kept, each by its own chain.
#include "hub/ingest/edit_names.h"
#include "shared/crypto/edit_digest.h"
#include "tests/unit/ingest/hub_fixture.h"

namespace minsync {
namespace {

class CopiesTest : public HubTest {
 protected:
  CopiesTest() : town_(device("330106002000", Role::township)), shared_(creation(town_, "张三")) {
    ingest(town_, {shared_});
    next_sequence_ = 10;
  }

  // Both copies go on from the same number.
  Edit by_original(const std::string& worker, Base base = {}) { return made(original_, worker, std::move(base)); }
  Edit by_copy(const std::string& worker, Base base = {}) { return made(copy_, worker, std::move(base)); }
  std::string worker() { return std::get<std::string>(record(shared_.record).shown.at(field("worker"))); }
  std::size_t heads() { return record(shared_.record).state.group(group("worker"))->heads.size(); }
  Base seen() { return {record(shared_.record).state.version, {}, {}}; }

  Device town_;
  Edit shared_;

 private:
  Edit made(std::uint64_t& next, const std::string& worker, Base base) {
    std::swap(next, next_sequence_);
    Edit edit = change(town_, shared_.record, "worker", FieldValue(worker), std::move(base));
    std::swap(next, next_sequence_);
    return edit;
  }
  std::uint64_t original_ = 10, copy_ = 10;
};

TEST_F(CopiesTest, BothEditsWithOneNumberAreKept) {
  const auto base = seen();
  const auto first = by_original("甲", base), second = by_copy("乙", base);
  ASSERT_EQ(first.id, second.id);
  EXPECT_FALSE(ingest(town_, {first}).forked);
  EXPECT_TRUE(ingest(town_, {second}).forked);
  EXPECT_EQ(2u, heads());
  EXPECT_EQ(ReceiptKind::merged, receipt(second)->kind);
  EXPECT_TRUE(store_->find_device(town_.id)->value().copied);
}

TEST_F(CopiesTest, L2_AForkSentAgainIsADuplicate) {
  const auto base = seen();
  ingest(town_, {by_original("甲", base)});
  const auto second = by_copy("乙", base);
  const auto once = ingest(town_, {second}), again = ingest(town_, {second});
  EXPECT_EQ(1u, again.duplicate);
  EXPECT_EQ(once.received[0].version, again.received[0].version);
  EXPECT_EQ(2u, heads());
}

TEST_F(CopiesTest, ACopysEditStandsOnTheCopysOwnEditWhateverHasTheNumber) {
  const auto base = seen();
  const auto first = by_original("甲", base), second = by_copy("乙", base);
  const auto third = by_copy("丙", on_own(base, second));
  ingest(town_, {first});
  ingest(town_, {second, third});
  EXPECT_EQ(2u, heads()) << "what the original wrote is not covered by the copy";
  EXPECT_EQ("丙", worker());
}

TEST_F(CopiesTest, AnEditOnAForkWaitsForIt) {
  const auto base = seen();
  const auto first = by_original("甲", base), second = by_copy("乙", base);
  const auto third = by_copy("丙", on_own(base, second));
  ingest(town_, {first});
  EXPECT_EQ(1u, ingest(town_, {third}).waiting);
  EXPECT_EQ("甲", worker());
  ingest(town_, {second});
  EXPECT_EQ(ReceiptKind::merged, receipt(third)->kind);
  EXPECT_EQ(2u, heads());
}

TEST_F(CopiesTest, TheOtherCopysNumbersMayBeFreeAndAreStillTold) {
  const auto base = seen();
  const auto first = by_original("甲", base);
  const auto second = by_copy("乙", base), third = by_copy("丙", on_own(base, second));
  const auto fourth = by_original("丁", on_own(base, first));
  ASSERT_EQ(third.id, fourth.id);
  ingest(town_, {second, third});
  ingest(town_, {first, fourth});
  EXPECT_EQ(2u, heads());
  const auto again = ingest(town_, {third});
  EXPECT_EQ(1u, again.duplicate);
}

}  // namespace
}  // namespace minsync

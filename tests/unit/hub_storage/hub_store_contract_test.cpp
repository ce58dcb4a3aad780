// What every engine behind hub_store.h must do. Another engine is one more line at the end.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "hub/storage/hub_store.h"
#include "hub/storage/publications.h"
#include "tests/support/postgres/postgres_server.h"

namespace minsync {
namespace {

struct Engine {
  const char* name;
  Status (*create)(const std::string& folder, const FormCatalogue& forms);
  Result<std::unique_ptr<HubStore>> (*open)(const std::string& folder, const FormCatalogue& forms);
};

constexpr PartitionId kPartition{8};
constexpr UnitId kTown{62}, kOtherTown{63};

class HubStoreContract : public ::testing::TestWithParam<Engine> {
 protected:
  HubStoreContract()
      : folder_(std::filesystem::temp_directory_path() / ("minsync-store-" + hex(random_bytes<8>()))),
        forms_(*FormCatalogue::load()) {
    std::filesystem::create_directories(folder_);
    EXPECT_TRUE(GetParam().create(folder_.string(), forms_));
    store_ = open();
  }
  ~HubStoreContract() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::unique_ptr<HubStore> open() { return std::move(*GetParam().open(folder_.string(), forms_)); }
  static DeviceId device() { return DeviceId{Uuid::version7(1, random_bytes<10>())}; }
  static RecordId record() { return RecordId{Uuid::version7(2, random_bytes<10>())}; }

  void append(std::uint32_t count) {
    Partition after = *store_->partition(kPartition);
    JournalEntry entry{kPartition, after.entries + 1, {after.last.value + 1}, count, device(), 7, "batch", "", {}};
    entry.hash = chain_hash(after.chain, entry);
    after.last.value += count;
    ++after.entries;
    after.chain = entry.hash;
    ASSERT_TRUE(store_->append(entry, after));
  }

  std::filesystem::path folder_;
  FormCatalogue forms_;
  std::unique_ptr<HubStore> store_;
};

TEST_P(HubStoreContract, NewPartitionStartsAtItsEpoch) {
  EXPECT_EQ(1ull << kVersionEpochShift, store_->partition(kPartition)->last.value);
  EXPECT_EQ(0u, store_->partition(kPartition)->entries);
}

TEST_P(HubStoreContract, JournalFindsTheEntryThatGaveAVersion) {
  const auto before = store_->partition(kPartition)->last.value;
  append(3);
  append(2);
  EXPECT_EQ(1u, (*store_->entry_at(kPartition, {before + 3}))->number);
  EXPECT_EQ(2u, (*store_->entry_at(kPartition, {before + 4}))->number);
  EXPECT_EQ(2u, (*store_->entry_at(kPartition, {before + 99}))->number);
  EXPECT_FALSE(*store_->entry_at(kPartition, {before}));
  EXPECT_EQ(1u, store_->partitions()->size());
}

TEST_P(HubStoreContract, VerdictsComeBackwardsWithTheSizeOfTheirBatches) {
  const auto before = store_->partition(kPartition)->last.value;
  append(3);
  append(2);
  append(1);
  const auto all = *store_->verdicts_below(kPartition, {before + 100}, 10);
  ASSERT_EQ(3u, all.size());
  EXPECT_EQ(Version{before + 6}, all[0].first);
  EXPECT_EQ(Version{before + 1}, all[2].first);
  EXPECT_LE(5u, all[0].batch_bytes);  // as stored: sealed it is longer
  EXPECT_EQ(7, all[0].at_ms);
  EXPECT_EQ(Version{before + 4}, store_->verdicts_below(kPartition, {before + 6}, 1)->at(0).first);
  EXPECT_TRUE(store_->verdicts_below(PartitionId{9}, {before + 100}, 10)->empty());
}

TEST_P(HubStoreContract, NothingIsSeenBeforeItIsCommitted) {
  const auto other = open();
  ASSERT_TRUE(store_->begin_write());
  append(1);
  EXPECT_EQ(0u, other->partition(kPartition)->entries);
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ(1u, other->partition(kPartition)->entries);
}

TEST_P(HubStoreContract, RecordsAreCountedByUnitWithoutRemovedOnes) {
  const Form& form = *forms_.find("dibao_household");
  const auto save = [&](UnitId unit, bool deleted) {
    StoredRecord stored;
    stored.state.id = record();
    stored.state.unit = unit;
    stored.deleted = deleted;
    ASSERT_TRUE(store_->records().save(form, stored, true));
  };
  ASSERT_TRUE(store_->begin_write());
  save(kOtherTown, false);
  save(kTown, false);
  save(kTown, false);
  save(kTown, true);
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ((std::vector<std::pair<UnitId, std::uint64_t>>{{kTown, 2}, {kOtherTown, 1}}),
            *store_->records_by_unit(form));
  EXPECT_TRUE(store_->records_by_unit(*forms_.find("disaster_event"))->empty());
}

TEST_P(HubStoreContract, ContestedGroupsComeByRecordAndGroupWithoutRemovedRecords) {
  const Form& form = *forms_.find("dibao_household");
  const auto group = [&](const char* field) { return form.group_of(form.field(field)->number).number; };
  const auto head = [](std::uint64_t sequence, const char* value) {
    const Version version{(1ull << kVersionEpochShift) + sequence};
    return Head{{{device(), Incarnation{1}, Sequence{sequence}}, version, Stamp{sequence}}, {std::string(value)}, {}};
  };
  const auto put = [&](RecordId id, std::initializer_list<const char*> fields, std::size_t heads, bool removed) {
    StoredRecord stored;
    stored.state.id = id;
    stored.state.unit = kTown;
    stored.partition = kPartition;
    for (const char* field : fields) {
      GroupState state{group(field), {9}, {std::string("b")}, {}};
      for (std::size_t i = 0; i < heads; ++i) state.heads.push_back(head(i + 1, i == 0 ? "a" : "b"));
      std::ranges::sort(state.heads, {}, [](const Head& one) { return one.origin.edit; });
      stored.state.groups.push_back(state);
      stored.shown.emplace(form.field(field)->number, std::string("b"));
    }
    std::ranges::sort(stored.state.groups, {}, &GroupState::number);
    stored.deleted = removed;
    ASSERT_TRUE(store_->records().save(form, stored, true));
  };
  std::vector<RecordId> ids{record(), record(), record(), record()};
  std::ranges::sort(ids);
  put(ids[0], {"address", "survey_opinion"}, 2, false);
  put(ids[1], {"address"}, 1, false);
  put(ids[2], {"address"}, 2, true);
  put(ids[3], {"survey_opinion"}, 2, false);
  const std::vector both{group("address"), group("survey_opinion")};
  const auto places = [&](std::span<const GroupNumber> groups, const ContestedPlace& after, std::size_t limit) {
    std::vector<std::pair<RecordId, GroupNumber>> found;
    const auto read = *store_->contested(form, groups, after, limit);
    for (const auto& one : read) found.emplace_back(one.record, one.state.number);
    return found;
  };
  const auto all = places(both, {}, 10);
  ASSERT_EQ(3u, all.size());
  EXPECT_EQ(kTown, store_->contested(form, both, {}, 1)->at(0).unit);
  EXPECT_EQ(ids[3], all[2].first);
  EXPECT_EQ((std::vector{all[1]}), places(both, {all[0].first, all[0].second}, 1));
  EXPECT_EQ((std::vector{all[2]}), places(both, {all[1].first, all[1].second}, 10));
  EXPECT_EQ(1u, places(std::span(both).first(1), {}, 10).size());
  EXPECT_TRUE(places({}, {}, 10).empty());
}

TEST_P(HubStoreContract, SnapshotStaysAsItWas) {
  const auto other = open();
  ASSERT_TRUE(other->begin_read());
  EXPECT_EQ(0u, other->partition(kPartition)->entries);
  ASSERT_TRUE(store_->begin_write());
  append(1);
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ(0u, other->partition(kPartition)->entries);
  other->end_read();
  EXPECT_EQ(1u, other->partition(kPartition)->entries);
}

TEST_P(HubStoreContract, SavepointTakesBackOnlyWhatCameAfterIt) {
  ASSERT_TRUE(store_->begin_write());
  ASSERT_TRUE(store_->set_setting("kept", "yes"));
  ASSERT_TRUE(store_->savepoint());
  ASSERT_TRUE(store_->set_setting("dropped", "yes"));
  ASSERT_TRUE(store_->rollback_to());
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ("yes", *store_->setting("kept"));
  EXPECT_EQ("", *store_->setting("dropped"));
}

TEST_P(HubStoreContract, FeedIsByUnitInTheOrderOfVersions) {
  for (const std::uint64_t version : {5U, 3U, 9U}) {
    ASSERT_TRUE(store_->put_feed(kPartition, {{version}, kTown, "dibao_household", record(), {}, {}, {}}));
  }
  ASSERT_TRUE(store_->put_feed(kPartition, {{4}, kOtherTown, "dibao_household", record(), {}, {}, {}}));
  const auto feed = *store_->feed(kPartition, kTown, {3}, 10);
  ASSERT_EQ(2u, feed.size());
  EXPECT_EQ(Version{5}, feed[0].version);
  EXPECT_EQ(Version{9}, feed[1].version);
  EXPECT_EQ(1u, store_->feed(kPartition, kTown, {}, 1)->size());
  ASSERT_TRUE(store_->drop_feed(kPartition, kTown, {5}));
  EXPECT_FALSE(*store_->find_feed(kPartition, kTown, {5}));
}

TEST_P(HubStoreContract, ReceivedRangesKnowTheirGaps) {
  const auto id = device();
  ASSERT_TRUE(store_->add_received(id, {Incarnation{1}, Sequence{1}, 3, Version{100}, EditDigest{30}}, kPartition));
  ASSERT_TRUE(store_->add_received(id, {Incarnation{1}, Sequence{7}, 2, Version{103}, EditDigest{80}}, kPartition));
  EXPECT_EQ(Version{102}, store_->received({id, Incarnation{1}, Sequence{3}})->value().version);
  EXPECT_FALSE(*store_->received({id, Incarnation{1}, Sequence{4}}));
  EXPECT_EQ(Version{104}, store_->received({id, Incarnation{1}, Sequence{8}})->value().version);
  EXPECT_FALSE(*store_->received({id, Incarnation{2}, Sequence{1}}));
  EXPECT_FALSE(*store_->received({device(), Incarnation{1}, Sequence{1}}));
  EXPECT_EQ(2u, store_->all_received(id)->size());
  EXPECT_EQ(EditDigest{80}, store_->received({id, Incarnation{1}, Sequence{8}})->value().digest);
  EXPECT_EQ(EditDigest{}, store_->received({id, Incarnation{1}, Sequence{7}})->value().digest);
  EXPECT_EQ(Sequence{8}, *store_->last_sequence(id, Incarnation{1}));
}

TEST_P(HubStoreContract, ChangedReceiptTakesTheOldOnesPlaceWithANewSerial) {
  const auto id = device();
  Receipt receipt;
  receipt.incarnation = Incarnation{1};
  receipt.sequence = Sequence{4};
  receipt.kind = ReceiptKind::waiting;
  ASSERT_TRUE(store_->put_receipt(id, receipt));
  const auto first = store_->receipts(id, 0, 10)->front().serial;
  receipt.kind = ReceiptKind::merged;
  ASSERT_TRUE(store_->put_receipt(id, receipt));
  const auto now = *store_->receipts(id, first, 10);
  ASSERT_EQ(1u, now.size());
  EXPECT_EQ(ReceiptKind::merged, now[0].kind);
  EXPECT_EQ(1u, store_->receipts(id, 0, 10)->size());
  EXPECT_TRUE(store_->receipts(device(), 0, 10)->empty());
}

TEST_P(HubStoreContract, WaitingEditsComeInTheOrderTheyWereMade) {
  const auto id = device();
  Edit later, earlier;
  later.id = {id, Incarnation{1}, Sequence{9}};
  earlier.id = {id, Incarnation{1}, Sequence{2}};
  earlier.record = record();
  ASSERT_TRUE(store_->put_waiting(EditDigest{9}, {kPartition, later, Version{7}, Stamp{8}}));
  ASSERT_TRUE(store_->put_waiting(EditDigest{2}, {kPartition, earlier}));
  EXPECT_EQ(earlier, store_->waiting(id)->front().edit);
  EXPECT_EQ(1u, store_->waiting_on(earlier.record)->size());
  ASSERT_TRUE(store_->drop_waiting(earlier.id, EditDigest{2}));
  EXPECT_EQ(later, store_->waiting(id)->front().edit);
  EXPECT_EQ(Version{7}, store_->waiting(id)->front().former);
  EXPECT_EQ(Stamp{8}, store_->waiting(id)->front().stamp);
}

TEST_P(HubStoreContract, HeldEditsComeInTheOrderOfTheirPlaces) {
  Edit first, second;
  first.id = {device(), Incarnation{1}, Sequence{9}};
  second.id = {device(), Incarnation{1}, Sequence{2}};
  first.record = second.record = record();
  ASSERT_TRUE(store_->put_held(EditDigest{2}, {{kPartition, second, Version{7}, Stamp{8}}, Version{20}}));
  ASSERT_TRUE(store_->put_held(EditDigest{9}, {{kPartition, first}, Version{10}}));
  const auto held = *store_->held_on(first.record);
  ASSERT_EQ(2u, held.size());
  EXPECT_EQ(first, held[0].arrived.edit);
  EXPECT_EQ(Version{20}, held[1].at);
  EXPECT_EQ(Version{7}, held[1].arrived.former);
  EXPECT_EQ(2u, store_->all_held()->size());
  ASSERT_TRUE(store_->drop_held(first.id, EditDigest{9}));
  EXPECT_EQ(second, store_->held_on(first.record)->front().arrived.edit);
}

TEST_P(HubStoreContract, ForksStandBesideTheEditThatHadTheNumberFirst) {
  const EditId id{device(), Incarnation{1}, Sequence{4}};
  EXPECT_TRUE(store_->forks(id)->empty());
  ASSERT_TRUE(store_->add_fork(id, {EditDigest{~std::uint64_t{0}}, Incarnation{0x8000'0001}, {kPartition, {9}}}));
  const auto forks = *store_->forks(id);
  ASSERT_EQ(1u, forks.size());
  EXPECT_EQ(EditDigest{~std::uint64_t{0}}, forks[0].digest);
  EXPECT_EQ(Incarnation{0x8000'0001}, forks[0].merged_as);
  EXPECT_EQ(Version{9}, forks[0].at.version);
}

TEST_P(HubStoreContract, LivesOfADevice) {
  const auto id = device();
  EXPECT_FALSE(*store_->life(id, Incarnation{1}));
  ASSERT_TRUE(store_->put_life(id, Incarnation{1}, {5, false, 1, 77}));
  ASSERT_TRUE(store_->put_life(id, Incarnation{9}, {1, false, 2, 78}));
  EXPECT_EQ(Incarnation{9}, *store_->latest_life(id));
  ASSERT_TRUE(store_->put_life(id, Incarnation{1}, {6, true, 3, 79}));
  EXPECT_EQ(Incarnation{1}, *store_->latest_life(id));
  EXPECT_EQ(6u, store_->life(id, Incarnation{1})->value().counter);
  EXPECT_EQ(3u, store_->life(id, Incarnation{1})->value().request);
  EXPECT_EQ(79, store_->life(id, Incarnation{1})->value().at_ms);
  EXPECT_TRUE(store_->life(id, Incarnation{1})->value().spent);
}

TEST_P(HubStoreContract, AnEpochBeginsInEveryPartition) {
  ASSERT_TRUE(store_->begin_epoch(7));
  EXPECT_EQ(7u, epoch_of(store_->partition(kPartition)->last));
  EXPECT_EQ("7", *store_->setting("epoch"));
}

TEST_P(HubStoreContract, DevicesAndCodes) {
  Device made;
  made.id = device();
  made.unit = kTown;
  made.role = Role::county;
  made.forms = {"dibao_household", "dibao_member"};
  made.public_key = std::string("\0key", 4);
  ASSERT_TRUE(store_->add_device(made));
  ASSERT_TRUE(store_->mark_copied(made.id));
  ASSERT_TRUE(store_->revoke_device(made.id));
  const auto found = (*store_->find_device(made.id)).value();
  EXPECT_EQ(made.forms, found.forms);
  EXPECT_EQ(made.public_key, found.public_key);
  EXPECT_TRUE(found.copied);
  EXPECT_TRUE(found.revoked);
  EXPECT_FALSE(*store_->find_device(device()));

  ASSERT_TRUE(store_->add_code({"hash", kTown, Role::township, {}, 99, false}));
  ASSERT_TRUE(store_->use_code("hash"));
  EXPECT_TRUE((*store_->find_code("hash"))->used);
  EXPECT_FALSE(*store_->find_code("other"));
}

TEST_P(HubStoreContract, ARenewedDeviceHasItsFormerKeysBehindIt) {
  Device made;
  made.id = device();
  made.unit = kTown;
  made.public_key = "first";
  ASSERT_TRUE(store_->add_device(made));
  EXPECT_TRUE(store_->former_keys(made.id)->empty());
  ASSERT_TRUE(store_->revoke_device(made.id));
  made.public_key = "second";
  made.forms = {"dibao_household"};
  ASSERT_TRUE(store_->renew_device(made, 5));
  made.public_key = "third";
  ASSERT_TRUE(store_->renew_device(made, 6));
  const auto found = (*store_->find_device(made.id)).value();
  EXPECT_EQ("third", found.public_key);
  EXPECT_EQ(made.forms, found.forms);
  EXPECT_FALSE(found.revoked);
  EXPECT_EQ((std::vector<std::string>{"second", "first"}), *store_->former_keys(made.id));
  EXPECT_TRUE(store_->former_keys(device())->empty());
}

TEST_P(HubStoreContract, QuarantineIsCountedByDeviceAndKeepsABatchOnce) {
  const auto one = device(), other = device();
  const auto put = [&](DeviceId id, std::uint64_t digest, const std::string& batch) {
    ASSERT_TRUE(store_->put_quarantined({0, id, kPartition, 7, "hub.device_revoked", {"a"}, batch, {digest}}));
  };
  put(one, 1, "12345");
  put(one, 1, "again");
  put(one, 2, "67");
  put(other, 1, "8");
  EXPECT_EQ(2u, store_->quarantine_size(one)->batches);
  EXPECT_EQ(7u, store_->quarantine_size(one)->bytes);
  EXPECT_EQ(8u, store_->quarantine_size(std::nullopt)->bytes);
  const auto first = store_->quarantined()->front();
  EXPECT_EQ("12345", (*store_->find_quarantined(first.number))->batch);
  ASSERT_TRUE(store_->drop_quarantined(first.number));
  EXPECT_FALSE(*store_->find_quarantined(first.number));
  EXPECT_EQ(1u, store_->quarantine_size(one)->batches);
}

TEST_P(HubStoreContract, APublicationStaysAsItIsAndItsNumberIsTakenOnce) {
  auto& publications = store_->publications();
  const std::string body = std::string("{\"text\":\"目标\",\"zero\":\"") + '\0' + "\"}";
  ASSERT_TRUE(publications.put({{2016, 2}, "second", sha256("second")}));
  ASSERT_TRUE(publications.put({{2016, 1}, body, sha256(body)}));
  ASSERT_TRUE(publications.put({{2015, 9}, "other", sha256("other")}));
  EXPECT_EQ((std::vector<PublicationNumber>{{2015, 9}, {2016, 1}, {2016, 2}}), *publications.numbers());
  ASSERT_TRUE(store_->begin_write());
  const auto again = publications.put({{2016, 1}, "again", sha256("again")});
  EXPECT_FALSE(again && store_->commit());
  store_->rollback();
  store_.reset();
  store_ = open();
  const auto found = (*store_->publications().find({2016, 1})).value();
  EXPECT_EQ(body, found.body);
  EXPECT_EQ(sha256(body), found.hash);
  EXPECT_FALSE(*store_->publications().find({2016, 3}));
}

TEST_P(HubStoreContract, ADraftIsKeptUnderItsRequestUntilItIsDropped) {
  auto& publications = store_->publications();
  ASSERT_TRUE(publications.put_draft({7, 2016, "body"}));
  ASSERT_TRUE(publications.put_draft({3, 2017, "other"}));
  EXPECT_EQ((std::vector<std::uint64_t>{3, 7}), *publications.drafts());
  const auto draft = (*publications.draft(7)).value();
  EXPECT_EQ(2016, draft.year);
  EXPECT_EQ("body", draft.body);
  ASSERT_TRUE(publications.drop_draft(7));
  EXPECT_FALSE(*publications.draft(7));
  EXPECT_EQ(std::vector<std::uint64_t>{3}, *publications.drafts());
}

Status create_on_postgres(const std::string& folder, const FormCatalogue& forms) {
  return create_postgres_hub_store(folder, forms, PostgresServer::shared().new_schema());
}

INSTANTIATE_TEST_SUITE_P(Engines, HubStoreContract,
                         ::testing::Values(Engine{"sqlite", create_hub_store, open_hub_store},
                                           Engine{"postgresql", create_on_postgres, open_hub_store}),
                         [](const auto& engine) { return std::string(engine.param.name); });

}  // namespace
}  // namespace minsync

// Offices without a line: bundles up and down, late, again, in any order, and through the county.
#include <algorithm>

#include "client/store/bundle_shelf.h"
#include "client/sync/down_bundle.h"
#include "client/sync/up_bundle.h"
#include "hub/api/bundle_in.h"
#include "hub/api/bundle_out.h"
#include "hub/ingest/bundle_keys.h"
#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

constexpr const char* kCounty = "330106000000";
constexpr const char* kOtherCounty = "330109000000";
constexpr const char* kTownA = "330106002000";
constexpr const char* kTownB = "330106004000";
constexpr std::uint64_t kNow = 1'800'000'000'000;

template <typename T>
T sure(Result<T> result) {
  EXPECT_TRUE(result) << (result ? "" : result.error().id);
  return std::move(result).value();
}

class BundlesTest : public OfficeTest {
 protected:
  FieldValues household(const std::string& name) const {
    return {{field("householder"), FieldValue(name)}, {field("aid_items_given"), FieldValue(std::int64_t{1})}};
  }

  static std::string up(Office& office) {
    return sure(make_bundle(office.store(), sure(office.store().device_key()), kNow)).file;
  }

  // What the hub says to it, all parts together.
  Result<IngestReport> bring(const std::string& file) {
    auto store = open_store();
    const auto context = context_of(*store);
    MINSYNC_ASSIGN(const auto bundle, opened(hub_key(), file));
    MINSYNC_ASSIGN(const auto author, author_of(*store, bundle.head));
    IngestReport sum;
    for (const auto& part : bundle.parts) {
      MINSYNC_TRY(run_in_transaction(*store, [&](HubStore& s) -> Status {
        MINSYNC_ASSIGN(const auto taken, take_bundle_part(s, context, author, bundle.head, part));
        sum.merged += taken.report.merged, sum.duplicate += taken.report.duplicate;
        sum.refused += taken.report.refused, sum.waiting += taken.report.waiting;
        return {};
      }));
    }
    return sum;
  }

  std::string down(Office& office, std::size_t most_bytes = 1u << 20) {
    auto store = open_store();
    const auto context = context_of(*store);
    const auto hub = sure(load_identity((folder_ / "hub").string(), *store));
    const auto device = sure(store->find_device(office.store().enrolment().device)).value();
    return sure(make_down_bundle(*store, context, hub, device, most_bytes)).file;
  }

  static Result<StoredBundle> take(Office& office, const std::string& file) {
    const auto key = sure(office.store().device_key());
    MINSYNC_ASSIGN(const auto unsealed, unseal_bundle(key, file));
    return store_bundle(office.store(), unsealed, kNow);
  }

  static Result<OpenBundle> opened(const PrivateKey& reader, const std::string& file) {
    MINSYNC_ASSIGN(const auto unsealed, unseal_bundle(reader, file));
    return open_bundle(unsealed);
  }
  static Result<OpenBundle> opened_at(Office& office, const std::string& file) {
    return opened(sure(office.store().device_key()), file);
  }
  PrivateKey hub_key() { return sure(load_identity((folder_ / "hub").string(), *open_store())).key; }

  IngestContext context_of(HubStore& store) const {
    return {forms_, Divisions::built_in(), static_cast<std::int64_t>(kNow), sure(store.setting("tag_key"))};
  }

  void revoke(Office& office) {
    auto store = open_store();
    const auto hub = sure(load_identity((folder_ / "hub").string(), *store));
    ASSERT_TRUE(run_in_transaction(*store, [&](HubStore& s) -> Status {
      MINSYNC_TRY(s.revoke_device(office.store().enrolment().device));
      return publish_bundle_keys(s, context_of(s), hub);
    }));
  }
};

TEST_F(BundlesTest, AnOfficeWithoutALineIsAnsweredBySticks) {
  Office& town = office(kTownA, Role::township);
  const auto record = town.create(household("一"));
  town.edit(record, {{field("address"), FieldValue(std::string("甲"))}});
  const auto taken = bring(up(town));
  ASSERT_TRUE(taken);
  EXPECT_EQ(2u, taken->merged);
  EXPECT_EQ(2, town.waiting_to_send()) << "unsent until the answer is here";
  const auto stored = take(town, down(town));
  ASSERT_TRUE(stored);
  EXPECT_EQ(0, town.waiting_to_send());
  EXPECT_EQ(2u, stored->counts.applied);
  EXPECT_EQ(hub_digest(kTownA), town.digest());
}

TEST_F(BundlesTest, BundlesOverlapComeTwiceAndInAnyOrder) {
  Office& town = office(kTownA, Role::township);
  std::vector<std::string> sticks;
  const auto record = town.create(household("一"));
  for (std::int64_t i = 2; i < 6; ++i) {
    town.edit(record, {{field("aid_items_given"), FieldValue(i)}});
    sticks.push_back(up(town));
  }
  std::ranges::reverse(sticks);
  std::uint64_t merged = 0, duplicate = 0;
  std::vector<std::string> replies;
  for (int round = 0; round < 2; ++round) {
    for (const auto& stick : sticks) {
      const auto taken = bring(stick);
      ASSERT_TRUE(taken);
      merged += taken->merged, duplicate += taken->duplicate;
      replies.push_back(down(town));
    }
  }
  EXPECT_EQ(5u, merged);
  EXPECT_EQ(2u * 14 - 5, duplicate);
  std::ranges::reverse(replies);
  for (const auto& reply : replies) ASSERT_TRUE(take(town, reply));
  EXPECT_EQ(0, town.waiting_to_send());
  EXPECT_EQ(hub_digest(kTownA), town.digest());
}

TEST_F(BundlesTest, AnOlderBundleDownChangesNothing) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  const auto record = town.create(household("一"));
  ASSERT_TRUE(bring(up(town)));
  const auto first = down(town);
  ASSERT_TRUE(county.sync());
  ASSERT_TRUE(county.edit(record, {{field("address"), FieldValue(std::string("乙"))}}));
  ASSERT_TRUE(county.sync());
  ASSERT_TRUE(take(town, down(town)));
  const auto before = sure(town.store().sync_state()).cursors;
  const auto late = take(town, first);
  ASSERT_TRUE(late);
  EXPECT_EQ(0u, late->counts.pulled);
  EXPECT_EQ(before, sure(town.store().sync_state()).cursors);
  EXPECT_EQ(hub_digest(kTownA), town.digest());
}

TEST_F(BundlesTest, LineAndSticksInTurn) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  const auto record = town.create(household("一"));
  const auto early = up(town);
  ASSERT_TRUE(town.sync());
  ASSERT_TRUE(county.sync());
  town.edit(record, {{field("worker"), FieldValue(std::string("丙"))}});
  county.edit(record, {{field("address"), FieldValue(std::string("乙"))}});
  ASSERT_TRUE(county.sync());
  ASSERT_TRUE(bring(up(town)));
  ASSERT_TRUE(bring(early)) << "late";
  const auto reply = down(town);
  ASSERT_TRUE(town.sync()) << "by line meanwhile";
  ASSERT_TRUE(take(town, reply));
  EXPECT_EQ(0, town.waiting_to_send());
  EXPECT_EQ(hub_digest(kTownA), town.digest());
}

TEST_F(BundlesTest, ALongAnswerComesInPages) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  std::vector<RecordId> records;
  for (int i = 0; i < 300; ++i) records.push_back(town.create(household("户主" + std::to_string(i))));
  ASSERT_TRUE(bring(up(town)));
  ASSERT_TRUE(take(town, down(town)));
  ASSERT_TRUE(county.sync());
  for (const auto record : records) county.edit(record, {{field("address"), FieldValue(std::string("文一西路"))}});
  ASSERT_TRUE(county.sync());
  // Cut after its first page; the next bundle goes on.
  const auto first = down(town, 16 * 1024);
  const auto whole = down(town);
  ASSERT_TRUE(take(town, first));
  const auto rest = take(town, whole);
  ASSERT_TRUE(rest);
  EXPECT_FALSE(rest->counts.gap);
  EXPECT_EQ(hub_digest(kTownA), town.digest());
}

TEST_F(BundlesTest, TheCountyBringsATownshipsBundleAndItsReply) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  town.create(household("一"));
  county.create(household("二"));
  ASSERT_TRUE(town.sync()) << "it learns of the county's computer";
  town.create(household("三"));
  const auto bundle = sure(opened_at(county, up(town)));
  EXPECT_TRUE(sure(shelve(county.store(), bundle, 1)));
  EXPECT_FALSE(sure(shelve(county.store(), bundle, 2))) << "here already";
  const auto report = county.sync();
  ASSERT_TRUE(report);
  EXPECT_EQ(1u, report->relayed);
  const auto brought = sure(shelved(county.store()));
  ASSERT_EQ(1u, brought.size());
  EXPECT_EQ("", brought[0].answer.reason);
  EXPECT_EQ(1u, brought[0].answer.merged);
  ASSERT_TRUE(take(town, brought[0].answer.reply));
  EXPECT_EQ(0, town.waiting_to_send());
  EXPECT_EQ(hub_digest(kTownA), town.digest());
  ASSERT_TRUE(county.sync());
  EXPECT_EQ(hub_digest(kCounty), county.digest());
}

TEST_F(BundlesTest, OnlyTheCountyAboveMayBringIt) {
  Office& town = office(kTownA, Role::township);
  Office& other = office(kOtherCounty, Role::county);
  ASSERT_TRUE(town.sync());
  town.create(household("一"));
  const auto locked = opened_at(other, up(town));
  ASSERT_FALSE(locked) << "not sealed for it";
  EXPECT_EQ("codec.cms_other_reader", locked.error().id);
  // Somebody opened it for the other county.
  sure(shelve(other.store(), sure(opened(hub_key(), up(town))), 1));
  ASSERT_TRUE(other.sync());
  const auto brought = sure(shelved(other.store()));
  ASSERT_EQ(1u, brought.size());
  EXPECT_EQ("hub.relay_not_above", brought[0].answer.reason);
  EXPECT_EQ(1u, sure(bring(up(town))).merged) << "nothing of it was taken";
}

TEST_F(BundlesTest, ATownshipSealsForItsCountyUntilThatComputersRightEnds) {
  Office& county = office(kCounty, Role::county);
  Office& town = office(kTownA, Role::township);
  ASSERT_TRUE(town.sync());
  EXPECT_TRUE(opened_at(county, up(town)));
  revoke(county);
  ASSERT_TRUE(town.sync());
  EXPECT_FALSE(opened_at(county, up(town)));
  EXPECT_TRUE(opened(hub_key(), up(town)));
}

TEST_F(BundlesTest, AThiefReadsNothing) {
  Office& town = office(kTownA, Role::township);
  Office& neighbour = office(kTownB, Role::township);
  FieldValues values = household("张三");
  values[field("id_number")] = FieldValue(std::string("11010519491231002X"));
  town.create(values);
  const auto stick = up(town);
  ASSERT_TRUE(bring(stick));
  const auto reply = down(town);
  for (const auto& file : {stick, reply}) {
    for (const auto* text : {"张三", "11010519491231002X", "110105", "dibao_household"}) {
      EXPECT_EQ(std::string::npos, file.find(text)) << text;
    }
    EXPECT_EQ("codec.cms_other_reader", opened_at(neighbour, file).error().id);
  }
  EXPECT_EQ("codec.cms_other_reader", opened_at(town, stick).error().id) << "nor does its author once it is written";
}

TEST_F(BundlesTest, ABundleForAnotherHubIsNotTaken) {
  Office& town = office(kTownA, Role::township);
  town.create(household("一"));
  EXPECT_EQ("codec.cms_other_reader", opened(PrivateKey::generate(), up(town)).error().id);
}

// Sealing needs no secret, so anybody can seal what he signed himself.
TEST_F(BundlesTest, ABundleThatAnotherKeySignedIsNotTaken) {
  Office& town = office(kTownA, Role::township);
  town.create(household("一"));
  const auto thief = PrivateKey::generate();
  const std::vector<PublicKey> hub{hub_key().public_key()};
  const auto content = sure(unseal_bundle(hub_key(), up(town))).content;
  const auto forged = bring(seal_bundle(thief, hub, content, kNow));
  ASSERT_FALSE(forged);
  EXPECT_EQ("codec.bundle_altered", forged.error().id);
  ASSERT_TRUE(bring(up(town)));
  const auto reply = sure(unseal_bundle(sure(town.store().device_key()), down(town))).content;
  const std::vector<PublicKey> reader{sure(town.store().device_key()).public_key()};
  const auto stored = take(town, seal_bundle(thief, reader, reply, kNow));
  ASSERT_FALSE(stored);
  EXPECT_EQ("codec.bundle_altered", stored.error().id);
  EXPECT_EQ(1, town.waiting_to_send());
}

TEST_F(BundlesTest, ACutBundleIsNotTaken) {
  Office& town = office(kTownA, Role::township);
  town.create(household("一"));
  const auto stick = up(town);
  for (std::size_t size = 0; size < stick.size(); ++size) EXPECT_FALSE(bring(stick.substr(0, size))) << size;
  EXPECT_EQ(FaultKind::integrity, bring(stick + "x").error().kind);
  ASSERT_TRUE(bring(stick));
  const auto reply = down(town);
  for (std::size_t size = 0; size < reply.size(); ++size) EXPECT_FALSE(take(town, reply.substr(0, size))) << size;
  EXPECT_EQ(1, town.waiting_to_send());
}

TEST_F(BundlesTest, ABundleForAnotherDeviceIsNotTaken) {
  Office& town = office(kTownA, Role::township);
  Office& neighbour = office(kTownB, Role::township);
  town.create(household("一"));
  ASSERT_TRUE(bring(up(town)));
  const auto stored = take(neighbour, down(town));
  ASSERT_FALSE(stored);
  EXPECT_EQ(FaultKind::not_allowed, stored.error().kind);
}

TEST_F(BundlesTest, ARevokedDevicesBundleIsRefused) {
  Office& town = office(kTownA, Role::township);
  town.create(household("一"));
  const auto file = up(town);
  revoke(town);
  const auto taken = bring(file);
  ASSERT_FALSE(taken);
  EXPECT_EQ(FaultKind::not_allowed, taken.error().kind);
}

TEST_F(BundlesTest, AnswersToAnotherCopysBundleAreNotTaken) {
  Office& town = office(kTownA, Role::township);
  Office& neighbour = office(kTownB, Role::township);
  town.create(household("一"));
  ASSERT_TRUE(bring(up(town)));
  const auto reply = down(town);
  // As on a machine whose data were put back to before the export.
  ASSERT_TRUE(town.store().database().script("DELETE FROM made_bundle"));
  const auto stored = take(town, reply);
  ASSERT_FALSE(stored);
  EXPECT_EQ("client.bundle_of_copy", stored.error().id);
  EXPECT_EQ(1, town.waiting_to_send());
  ASSERT_TRUE(neighbour.sync());
}

}  // namespace
}  // namespace minsync

#include "hub/ingest/moves.h"
#include "hub/review/conflicts.h"
#include "hub/review/history.h"
#include "tests/unit/duplicates/pair_fixture.h"

namespace minsync::duplicates_test {
namespace {

class JoiningTest : public PairTest {
 protected:
  RecordId child() const { return RecordId{uuid(110)}; }
  void enter_child() {
    arrive(far_, {create(far_, member(), child(), {{"household", merged()}, {"name", text("李四")}})});
  }
};

TEST_F(JoiningTest, TheMergedRecordGoesAndGivesWhatTheOtherLacks) {
  enter_twice();
  const auto decision = merge();
  ASSERT_TRUE(decision) << decision.error().id;
  EXPECT_TRUE(record(merged()).deleted);
  EXPECT_EQ(value(household(), kept(), "phone"), text("13800000000"));
  EXPECT_EQ(value(household(), kept(), "address"), text("西湖路一号"));
  EXPECT_EQ(decision->joined.groups.size(), 1u);
}

TEST_F(JoiningTest, FieldsAreChosenOneByOne) {
  enter_twice();
  ASSERT_TRUE(merge({"address"}, {"phone"}));
  EXPECT_EQ(value(household(), kept(), "address"), text("富春路二号"));
  EXPECT_EQ(value(household(), kept(), "phone"), FieldValue{});
}

TEST_F(JoiningTest, HistoriesNameTheOtherRecordAndTheReason) {
  enter_twice();
  ASSERT_TRUE(merge());
  const auto removal = history_of(*store_, household(), record(merged())).value().front();
  EXPECT_EQ(removal.edit.kind, EditKind::remove);
  EXPECT_NE(removal.edit.note.find(kept().value.text()), std::string::npos);
  EXPECT_NE(removal.edit.note.find("同一人"), std::string::npos);
  const auto taken = history_of(*store_, household(), record(kept())).value().front();
  EXPECT_EQ(taken.edit.id.device, identity_->device.id);
}

TEST_F(JoiningTest, MembersFollowWithTheirPlaceAndComeBack) {
  enter_twice();
  enter_child();
  const auto decision = merge();
  ASSERT_TRUE(decision) << decision.error().id;
  EXPECT_EQ(value(member(), child(), "household"), FieldValue(kept()));
  EXPECT_EQ(load(member(), child())->state.unit, township_);
  const auto parted = split();
  ASSERT_TRUE(parted) << parted.error().id;
  EXPECT_EQ(parted->returned, 1u);
  EXPECT_TRUE(parted->left.empty());
  EXPECT_EQ(value(member(), child(), "household"), FieldValue(merged()));
  EXPECT_EQ(load(member(), child())->state.unit, far_township_);
}

// What was in one township when it was merged, and has gone elsewhere with the record that stayed, goes back home.
TEST_F(JoiningTest, MembersComeBackFromWhereverTheyWereTakenSince) {
  arrive(a_, {create(a_, household(), kept(), {{"id_number", text("330106195203071236")}}),
              create(a_, household(), merged(), {{"id_number", text("330106195203071236")}}),
              create(a_, member(), child(), {{"household", merged()}, {"name", text("李四")}})});
  ASSERT_TRUE(merge());
  write([&](HubStore& s) -> Status {
    MINSYNC_TRY(move_record(s, context(), *identity_, kept(), far_township_, "划转"));
    return {};
  });
  ASSERT_EQ(load(member(), child())->state.unit, far_township_);
  const auto parted = split();
  ASSERT_TRUE(parted) << parted.error().id;
  EXPECT_TRUE(parted->left.empty());
  EXPECT_EQ(load(member(), child())->state.unit, township_);
  EXPECT_EQ(record(kept()).state.unit, far_township_);
}

TEST_F(JoiningTest, ASplitGivesBackWhatWas) {
  enter_twice();
  const auto before = record(kept()).shown, other = record(merged()).shown;
  ASSERT_TRUE(merge({"address", "id_number", "householder"}));
  const auto parted = split();
  ASSERT_TRUE(parted) << parted.error().id;
  EXPECT_TRUE(parted->revived);
  EXPECT_EQ(record(kept()).shown, before);
  EXPECT_EQ(record(merged()).shown, other);
  EXPECT_FALSE(record(merged()).deleted);
  EXPECT_TRUE(conflicts_of(*store_, forms_, true).value().empty());
}

TEST_F(JoiningTest, WhatSomebodyWroteSinceStaysAndIsListed) {
  enter_twice();
  ASSERT_TRUE(merge({"address"}));
  arrive(a_, {change(a_, household(), kept(), "address", text("文三路三号"), record(kept()).state.version)});
  const auto parted = split();
  ASSERT_TRUE(parted) << parted.error().id;
  ASSERT_EQ(parted->left.size(), 1u);
  EXPECT_EQ(parted->left[0].field, "address");
  EXPECT_EQ(parted->left[0].why, LeftBecause::changed);
  EXPECT_EQ(value(household(), kept(), "address"), text("文三路三号"));
  EXPECT_EQ(value(household(), kept(), "phone"), FieldValue{});
}

// It had not seen the merge, so it stands beside its value; what is right there, the bureau has to say.
TEST_F(JoiningTest, WhatCameOfflineForTheRecordThatStayedIsListedAndKept) {
  enter_twice();
  const auto offline = change(a_, household(), kept(), "address", text("文三路三号"), record(kept()).state.version);
  ASSERT_TRUE(merge({"address"}));
  arrive(a_, {offline});
  const auto parted = split();
  ASSERT_TRUE(parted) << parted.error().id;
  ASSERT_EQ(parted->left.size(), 1u);
  EXPECT_EQ(parted->left[0].field, "address");
  const auto now = record(kept());
  const auto& heads = now.state.group(group(household(), "address"))->heads;
  EXPECT_TRUE(std::ranges::any_of(heads, [&](const Head& head) { return head.origin.edit == offline.id; }));
  EXPECT_EQ(conflicts_of(*store_, forms_, true).value().size(), 1u);
}

// The office was offline: its edit had not seen the removal, so it is merged and the record lives again.
TEST_F(JoiningTest, AnEditMadeOfflineOfTheMergedRecordBringsItBackWithItsDecision) {
  enter_twice();
  const auto seen = record(merged()).state.version;
  const auto offline = change(far_, household(), merged(), "phone", text("13700000000"), seen);
  ASSERT_TRUE(merge());
  arrive(far_, {offline});
  EXPECT_FALSE(record(merged()).deleted);
  EXPECT_EQ(value(household(), merged(), "phone"), text("13700000000"));
  const auto found = candidates();
  ASSERT_EQ(found.size(), 1u);
  ASSERT_TRUE(found[0].decision);
  EXPECT_EQ(found[0].decision->status, PairStatus::merged);
}

TEST_F(JoiningTest, WhatCameSinceCanBeMergedAgainAndOneSplitTakesBothBack) {
  enter_twice();
  const auto before = record(kept()).shown;
  const auto offline =
      change(far_, household(), merged(), "phone", text("13700000000"), record(merged()).state.version);
  ASSERT_TRUE(merge());
  arrive(far_, {offline});
  ASSERT_TRUE(merge({"phone"}));
  EXPECT_EQ(value(household(), kept(), "phone"), text("13700000000"));
  EXPECT_TRUE(record(merged()).deleted);
  const auto parted = split();
  ASSERT_TRUE(parted) << parted.error().id;
  EXPECT_TRUE(parted->left.empty());
  EXPECT_EQ(record(kept()).shown, before);
  EXPECT_EQ(value(household(), merged(), "phone"), text("13700000000"));
}

TEST_F(JoiningTest, AMemberAddedOfflineIsTurnedByMergingAgain) {
  enter_twice();
  ASSERT_TRUE(merge());
  enter_child();
  EXPECT_EQ(value(member(), child(), "household"), FieldValue(merged()));
  const auto again = merge();
  ASSERT_TRUE(again) << again.error().id;
  EXPECT_EQ(value(member(), child(), "household"), FieldValue(kept()));
  ASSERT_TRUE(split());
  EXPECT_EQ(value(member(), child(), "household"), FieldValue(merged()));
}

TEST_F(JoiningTest, ASplitOfWhatLivesAlreadyRevivesNothing) {
  enter_twice();
  const auto offline =
      change(far_, household(), merged(), "phone", text("13700000000"), record(merged()).state.version);
  ASSERT_TRUE(merge());
  arrive(far_, {offline});
  const auto parted = split();
  ASSERT_TRUE(parted) << parted.error().id;
  EXPECT_FALSE(parted->revived);
  EXPECT_EQ(value(household(), merged(), "phone"), text("13700000000"));
}

TEST_F(JoiningTest, ASplitPairIsListedAgainAndCanBeMergedAgain) {
  enter_twice();
  ASSERT_TRUE(merge());
  EXPECT_TRUE(candidates().empty());
  ASSERT_TRUE(split());
  ASSERT_EQ(candidates().size(), 1u);
  EXPECT_EQ(candidates()[0].decision->status, PairStatus::split);
  EXPECT_TRUE(merge());
}

// An overwritten value beside the shown one is no part of a merge, and is still there after the split.
TEST_F(JoiningTest, OverwrittenValuesStayBesideWhatIsShown) {
  enter_twice();
  const auto seen = record(kept()).state.version;
  const auto first = change(a_, household(), kept(), "address", text("甲路"), seen);
  arrive(b_, {change(b_, household(), kept(), "address", text("乙路"), seen)});
  arrive(a_, {first});
  ASSERT_EQ(value(household(), kept(), "address"), text("乙路"));
  ASSERT_TRUE(merge({"address"}));
  EXPECT_EQ(conflicts_of(*store_, forms_, true).value().size(), 1u);
  ASSERT_TRUE(split());
  EXPECT_EQ(value(household(), kept(), "address"), text("乙路"));
  EXPECT_EQ(conflicts_of(*store_, forms_, true).value().size(), 1u);
}

TEST_F(JoiningTest, AnOpenConflictIsDecidedFirst) {
  enter_twice();
  const auto seen = record(kept()).state.version;
  const std::vector<FieldValue> displayed{text("330106195203071236")};
  const auto first = change(a_, household(), kept(), "id_number", text("330106195203072255"), seen, displayed);
  arrive(b_, {change(b_, household(), kept(), "id_number", text("330106195203073274"), seen, displayed)});
  arrive(a_, {first});
  const auto decision = merge({"id_number"});
  ASSERT_FALSE(decision);
  EXPECT_EQ(decision.error().id, "duplicates.conflict_first");
  EXPECT_FALSE(record(merged()).deleted) << "all or nothing";
}

class RefusalTest : public JoiningTest {
 protected:
  std::string why(const Result<Decision>& decision) { return decision ? "" : decision.error().id; }
};

TEST_F(RefusalTest, RecordsOfTwoForms) {
  enter_twice();
  arrive(far_, {create(far_, member(), child(), {{"name", text("李四")}})});
  const auto status = load_pair(*store_, kept(), child());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().id, "duplicates.other_form");
}

TEST_F(RefusalTest, ARecordWithItself) {
  enter_twice();
  EXPECT_EQ(load_pair(*store_, kept(), kept()).error().id, "duplicates.same_record");
}

TEST_F(RefusalTest, WhatIsMergedAlready) {
  enter_twice();
  ASSERT_TRUE(merge());
  EXPECT_EQ(why(merge()), "duplicates.merged_already");
}

TEST_F(RefusalTest, ClosedRecords) {
  enter_twice();
  auto version = record(merged()).state.version;
  std::string from = "draft";
  for (const char* to : {"accepted", "checking", "surveyed", "reviewed", "announced"}) {
    arrive(far_, {change(far_, household(), merged(), "status", text(to), version, {text(from)})});
    version = record(merged()).state.version;
    from = to;
  }
  auto county = enrol(4, far_county_, Role::county);
  arrive(county, {change(county, household(), merged(), "status", text("receiving"), version, {text(from)})});
  EXPECT_EQ(why(merge()), "duplicates.closed");
  EXPECT_FALSE(record(merged()).deleted);
}

TEST_F(RefusalTest, FieldsThatThereAreNotAndThoseThatCannotBeChosen) {
  enter_twice();
  EXPECT_EQ(why(merge({"no_such_field"})), "duplicates.no_field");
  EXPECT_EQ(why(merge({"status"})), "duplicates.not_choosable");
}

TEST_F(RefusalTest, WithoutAReason) {
  enter_twice();
  const MergeWanted wanted{kept(), merged(), {}, {}, "  ", "shenhe"};
  const auto status = run_in_transaction(*store_, [&](HubStore& s) -> Status {
    MINSYNC_TRY(merge_records(s, context(), *identity_, wanted));
    return {};
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().id, "duplicates.reason_missing");
}

TEST_F(RefusalTest, SplittingWhatIsNotMergedOrTwice) {
  enter_twice();
  EXPECT_EQ(split().error().id, "duplicates.no_merge");
  ASSERT_TRUE(merge());
  ASSERT_TRUE(split());
  EXPECT_EQ(split().error().id, "duplicates.no_merge");
}

// Chains come apart in the order in which they were made, the last first.
TEST_F(RefusalTest, SplittingFromARecordThatWasMergedOn) {
  enter_twice();
  const RecordId third{uuid(102)};
  arrive(a_, {create(a_, household(), third, {{"id_number", text("330106195203071236")}})});
  ASSERT_TRUE(merge());
  write([&](HubStore& s) -> Status {
    MINSYNC_TRY(merge_records(s, context(), *identity_, {third, kept(), {}, {}, "同一人", "shenhe"}));
    return {};
  });
  EXPECT_EQ(split().error().id, "duplicates.kept_removed");
}

TEST_F(RefusalTest, DismissingWhatIsMerged) {
  enter_twice();
  ASSERT_TRUE(merge());
  EXPECT_EQ(dismiss(true).error().id, "duplicates.split_first");
}

// The bureau's hand is for joining alone: other edits of the hub in offices' forms are refused as ever.
TEST_F(RefusalTest, OtherEditsOfTheHubInOfficesForms) {
  enter_twice();
  const auto status = run_in_transaction(*store_, [&](HubStore& s) {
    auto edit = change_of(household(), record(kept()), "address", text("别处"));
    return ingest_own(s, context(), *identity_, record(kept()).partition, {std::move(edit)});
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().id, "hub.role_may_not_write");
}

}  // namespace
}  // namespace minsync::duplicates_test

// Closed records: each pair of what may meet while a record is approved.
#include "hub/ingest/holding.h"

#include <algorithm>

#include "hub/ingest/journal_reader.h"
#include "tests/unit/ingest/hub_fixture.h"

namespace minsync {
namespace {

FieldValue text(const std::string& value) {
  return FieldValue(value);
}

class HoldingTest : public HubTest {
 protected:
  void SetUp() override {
    const auto create = creation(town_, "一");
    record_ = create.record;
    ingest(town_, {create});
    for (const char* state : {"accepted", "checking", "surveyed", "reviewed", "announced"}) step(town_, state);
  }

  Version seen() { return record(record_).state.version; }
  Base shown(const std::string& name) {
    const auto loaded = record(record_);
    const GroupState* state = loaded.state.group(group(name));
    return {state == nullptr ? Version{} : state->version, {}, {}};
  }
  // An edit by somebody who has seen everything that is merged.
  Edit informed(const Device& device, const std::string& name, FieldValue value, std::optional<Base> base = {}) {
    auto edit = change(device, record_, name, std::move(value), base.value_or(shown(name)));
    edit.seen = seen();
    return edit;
  }
  Edit step(const Device& device, const std::string& state) {
    auto edit = informed(device, "status", text(state));
    ingest(device, {edit});
    return edit;
  }
  void approve() { step(county_, "receiving"); }
  void reopen() { step(town_, "rechecking"); }
  std::string state() { return std::get<std::string>(record(record_).shown.at(field("status"))); }
  FieldValue value(const std::string& name) {
    const auto loaded = record(record_);
    const auto found = loaded.shown.find(field(name));
    return found == loaded.shown.end() ? FieldValue(Null{}) : found->second;
  }
  std::size_t held() { return store_->held_on(record_)->size(); }
  ReceiptKind kind(const Edit& edit) {
    const auto told = receipt(edit);
    return told ? told->kind : ReceiptKind::merged;
  }

  Device town_ = device("330106002", Role::township);
  Device county_ = device("330106", Role::county);
  RecordId record_;
};

TEST_F(HoldingTest, ALateEditOfAnApprovedRecordIsHeldAndSaysWhy) {
  approve();
  const auto late = informed(town_, "worker", text("甲"));
  const auto report = ingest(town_, {late});
  EXPECT_EQ(1u, report.held);
  EXPECT_EQ(0u, report.received.at(0).tag) << "nothing proves that it was merged";
  ASSERT_EQ(ReceiptKind::held, kind(late));
  EXPECT_EQ("hub.record_closed", receipt(late)->reason);
  EXPECT_EQ(FieldValue(Null{}), value("worker"));
  EXPECT_EQ(1u, held());
}

TEST_F(HoldingTest, AHeldEditAgainIsADuplicate) {
  approve();
  const auto late = informed(town_, "worker", text("甲"));
  ingest(town_, {late});
  const auto again = ingest(town_, {late});
  EXPECT_EQ(1u, again.duplicate);
  EXPECT_EQ(1u, held());
}

TEST_F(HoldingTest, ReopeningMergesHeldEditsInTheOrderOfTheirArrivalWithVersionsOfTheirOwn) {
  approve();
  const auto first = informed(town_, "worker", text("甲"));
  const auto second = informed(county_, "address", text("西街 8 号"));
  ingest(county_, {second});
  ingest(town_, {first});
  const Version before = seen();
  reopen();
  EXPECT_EQ(0u, held());
  EXPECT_EQ(text("甲"), value("worker"));
  EXPECT_EQ(text("西街 8 号"), value("address"));
  EXPECT_LT(before, receipt(second)->version);
  EXPECT_LT(receipt(second)->version, receipt(first)->version);
  EXPECT_EQ(ReceiptKind::merged, kind(first));
}

TEST_F(HoldingTest, TheJournalSaysHeldAndThenMerged) {
  approve();
  const auto late = informed(town_, "worker", text("甲"));
  ingest(town_, {late});
  JournalReader journal(*store_);
  const auto at = store_->received(late.id)->value();
  EXPECT_EQ(Verdict::Kind::held, journal.read(partition_, at.version)->value().verdict.kind);
  reopen();
  const auto merged = journal.read(partition_, receipt(late)->version)->value();
  EXPECT_EQ(Verdict::Kind::merged, merged.verdict.kind);
  EXPECT_EQ(late.id, merged.edit.id);
}

TEST_F(HoldingTest, AnEditOnAHeldOwnEditIsHeldAndFollowsIt) {
  approve();
  const auto first = informed(town_, "worker", text("甲"));
  const auto second = informed(town_, "worker", text("乙"), on_own(first.changes[0].base, first));
  ingest(town_, {first});
  ingest(town_, {second});
  EXPECT_EQ(ReceiptKind::held, kind(second));
  reopen();
  EXPECT_EQ(text("乙"), value("worker"));
  EXPECT_EQ(1u, record(record_).state.group(group("worker"))->heads.size()) << "no conflict with oneself";
}

TEST_F(HoldingTest, AnEditOnAHeldOneThatComesWithTheReopeningIsHeldUntilThatIsMerged) {
  approve();
  const auto first = informed(town_, "worker", text("甲"));
  ingest(town_, {first});
  const auto opening = informed(town_, "status", text("rechecking"));
  const auto second = informed(town_, "worker", text("乙"), on_own(first.changes[0].base, first));
  ingest(town_, {opening, second});
  EXPECT_EQ(text("乙"), value("worker"));
  EXPECT_EQ(0u, held());
  EXPECT_LT(receipt(first)->version, receipt(second)->version);
}

TEST_F(HoldingTest, ATransitionThatStandsOnAHeldOwnEditIsRefused) {
  approve();
  const auto late = informed(town_, "worker", text("甲"));
  ingest(town_, {late});
  auto both = informed(town_, "status", text("rechecking"));
  both.changes.insert(both.changes.begin(),
                      {group("worker"), on_own(late.changes[0].base, late), {text("乙")}, {}, {}});
  ingest(town_, {both});
  EXPECT_EQ("hub.stands_on_held", receipt(both)->reason);
  EXPECT_EQ("receiving", state());
}

TEST_F(HoldingTest, HeldReopenedAndHeldAgain) {
  approve();
  const auto first = informed(town_, "worker", text("甲"));
  ingest(town_, {first});
  reopen();
  EXPECT_EQ(text("甲"), value("worker"));
  approve();
  const auto second = informed(town_, "worker", text("乙")), third = informed(town_, "address", text("东街"));
  ingest(town_, {second, third});
  EXPECT_EQ(2u, held());
  EXPECT_EQ(text("甲"), value("worker"));
  reopen();
  EXPECT_EQ(text("乙"), value("worker"));
  EXPECT_EQ(text("东街"), value("address"));
}

TEST_F(HoldingTest, OpenedAndClosedAgainInOneBatchLeavesItHeld) {
  approve();
  const auto late = informed(town_, "worker", text("甲"));
  ingest(town_, {late});
  const auto opening = informed(county_, "status", text("rechecking"));
  auto closing = informed(county_, "status", text("receiving"), on_own(opening.changes[0].base, opening));
  ingest(county_, {opening, closing});
  EXPECT_EQ("receiving", state());
  EXPECT_EQ(ReceiptKind::held, kind(late));
  EXPECT_EQ(1u, held());
}

TEST_F(HoldingTest, ARemovalOfAnApprovedRecordIsHeldAndThenFindsWhatItHasNotSeen) {
  auto removal = informed(town_, "worker", FieldValue(Null{}));
  removal.kind = EditKind::remove;
  removal.changes.clear();
  for (const auto& one : record(record_).state.groups)
    removal.changes.push_back({one.number, {one.version, {}}, {}, {}, {}});
  approve();  // the removal's author has not seen it
  ingest(town_, {removal});
  EXPECT_EQ(ReceiptKind::held, kind(removal));
  reopen();
  EXPECT_EQ(ReceiptKind::merged, kind(removal));
  EXPECT_FALSE(record(record_).deleted);
}

TEST_F(HoldingTest, AnApprovalThatHasNotSeenTheRemovalIsRefused) {
  const Version before = seen();
  auto removal = informed(town_, "worker", FieldValue(Null{}));
  removal.kind = EditKind::remove;
  removal.changes.clear();
  for (const auto& one : record(record_).state.groups)
    removal.changes.push_back({one.number, {one.version, {}}, {}, {}, {}});
  auto blind = informed(county_, "status", text("receiving"));
  blind.seen = before;
  ingest(town_, {removal});
  ASSERT_TRUE(record(record_).deleted);
  ingest(county_, {blind});
  EXPECT_EQ("hub.decision_not_covering", receipt(blind)->reason);
  EXPECT_TRUE(record(record_).deleted);
}

TEST_F(HoldingTest, ADecisionOnAConflictOfAnApprovedRecordIsHeldAndStillNamesItsHeads) {
  const Base nothing;
  const auto mine = informed(town_, "survey_opinion", text("属实"), nothing);
  const auto theirs = informed(county_, "survey_opinion", text("偏高"), nothing);
  ingest(town_, {mine});
  ingest(county_, {theirs});
  approve();
  auto decision = informed(county_, "survey_opinion", text("重查"));
  decision.changes[0].decides = {mine.id, theirs.id};
  ingest(county_, {decision});
  EXPECT_EQ(ReceiptKind::held, kind(decision));
  EXPECT_EQ(2u, record(record_).state.group(group("survey_opinion"))->heads.size());
  reopen();
  EXPECT_EQ(text("重查"), value("survey_opinion"));
  EXPECT_EQ(1u, record(record_).state.group(group("survey_opinion"))->heads.size());
}

TEST_F(HoldingTest, OfTwoApprovalsTheFirstStands) {
  const auto one = informed(county_, "status", text("receiving"));
  const auto other_county = device("330106", Role::county);
  const auto two = informed(other_county, "status", text("receiving"));
  ingest(county_, {one});
  ingest(other_county, {two});
  EXPECT_EQ("receiving", state());
  const auto ending = informed(county_, "status", text("ended"));
  auto tapering = informed(other_county, "status", text("tapering"));
  ingest(county_, {ending});
  ingest(other_county, {tapering});
  EXPECT_EQ("hub.transition_unknown", receipt(tapering)->reason);
  EXPECT_EQ("ended", state());
}

TEST_F(HoldingTest, AnApprovalCoversTheOwnEditsBeforeIt) {
  const auto own = informed(county_, "worker", text("甲"));
  const auto approval = informed(county_, "status", text("receiving"));
  ingest(county_, {own, approval});
  EXPECT_EQ("receiving", state());
  EXPECT_EQ(text("甲"), value("worker"));
}

TEST_F(HoldingTest, AnApprovalDoesNotCoverWhatAnotherLifeOfItsDeviceWrote) {
  auto elsewhere = informed(county_, "worker", text("甲"));
  elsewhere.id.incarnation = Incarnation{77};
  const auto approval = informed(county_, "status", text("receiving"));
  ingest(county_, {elsewhere});
  ingest(county_, {approval});
  EXPECT_EQ("hub.decision_not_covering", receipt(approval)->reason);
}

TEST_F(HoldingTest, TheApprovedAmountIsTheCountysAtOnceAndNobodyElses) {
  approve();
  const auto late = informed(town_, "monthly_benefit", FieldValue(std::int64_t{90'000}));
  ingest(town_, {late});
  EXPECT_EQ("hub.field_right", receipt(late)->reason);
  EXPECT_EQ("monthly_benefit", receipt(late)->field);
  EXPECT_EQ(0u, held());
  ingest(county_, {informed(county_, "monthly_benefit", FieldValue(std::int64_t{82'000}))});
  EXPECT_EQ(FieldValue(std::int64_t{82'000}), value("monthly_benefit"));
}

TEST_F(HoldingTest, BeforeTheApprovalTheAmountIsAnybodys) {
  ingest(town_, {informed(town_, "monthly_benefit", FieldValue(std::int64_t{90'000}))});
  EXPECT_EQ(FieldValue(std::int64_t{90'000}), value("monthly_benefit"));
}

TEST_F(HoldingTest, AHeldEditIsJudgedByTheStateThatItIsMergedIn) {
  approve();
  step(county_, "ended");
  const auto late = informed(town_, "monthly_benefit", FieldValue(std::int64_t{1}));
  ingest(town_, {late});
  EXPECT_EQ(ReceiptKind::held, kind(late)) << "no rule names the state: it waits for the record to be opened";
  step(town_, "draft");
  EXPECT_EQ(FieldValue(std::int64_t{1}), value("monthly_benefit"));
}

TEST_F(HoldingTest, ATotalOnAHeldOneThatIsRefusedLaterIsRefusedWithIt) {
  approve();
  auto first = informed(town_, "aid_items_given", FieldValue(std::int64_t{5}));
  auto second = informed(town_, "aid_items_given", FieldValue(std::int64_t{6}), on_own({}, first));
  second.changes[0].displayed = {FieldValue(std::int64_t{5})};
  ingest(town_, {first, second});
  EXPECT_EQ(2u, held());
  reopen();
  EXPECT_EQ(FieldValue(std::int64_t{6}), value("aid_items_given"));
}

TEST_F(HoldingTest, WhatWasProvenToBeMergedIsNotHeldAfterALoss) {
  const auto late = informed(town_, "worker", text("甲"));
  approve();
  ASSERT_TRUE(run_in_transaction(*store_, [](HubStore& store) -> Status {
    MINSYNC_TRY(store.set_setting("recovering", "1"));
    return store.begin_epoch(2);
  }));
  ReceiptRange proof{late.id.incarnation, late.id.sequence, 1, Version{(1ull << kVersionEpochShift) + 900}, {}, 0};
  proof.tag = tag_of(context_, town_.id, proof);
  ingest(town_, {late}, {proof});
  EXPECT_EQ(text("甲"), value("worker"));
}

}  // namespace
}  // namespace minsync

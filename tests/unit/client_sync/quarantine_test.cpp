// What one side cannot read holds nothing else up, in either direction.
#include "hub/api/quarantine.h"

#include <functional>

#include "client/store/hub_answer.h"
#include "client/store/set_aside.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"
#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

constexpr const char* kTownA = "330106002000";
constexpr std::uint64_t kNow = 1'800'000'000'000;

class QuarantineTest : public OfficeTest {
 protected:
  FieldValues household(const std::string& name) const { return {{field("householder"), FieldValue(name)}}; }

  std::vector<Quarantined> at_hub() {
    auto store = open_store();
    auto all = store->quarantined();
    EXPECT_TRUE(all);
    return *all;
  }

  // A change of a record as the hub could send it, of `form`.
  static RecordChange told(const std::string& form, GroupNumber group, FieldValue value, std::uint64_t version) {
    RecordChange change;
    change.form = form;
    change.state.id = RecordId{*Uuid::parse("019e6f20-9c00-7abc-9def-0123456789ab")};
    change.state.unit = Divisions::built_in().find_code(kTownA)->id;
    change.state.version = change.state.birth = Version{(std::uint64_t{1} << kVersionEpochShift) + version};
    const Head head{{{}, change.state.version, Stamp{1}, 1, {}}, {value}, {}};
    change.state.groups.push_back({group, change.state.version, {value}, {head}});
    return change;
  }

  static AnswerCounts store(Office& town, std::vector<RecordChange> changes) {
    SyncAnswer answer;
    answer.epoch = town.store().enrolment().epoch;
    answer.clock_ms = kNow;
    const auto cursors = town.store().sync_state()->cursors;
    PartitionChanges page;
    page.cursor = {PartitionId{Divisions::built_in().find_code("330106000000")->id.value}, {}, {}, {}};
    page.cursor.version = page.cursor.whole = changes.back().state.version;
    page.complete = true;
    page.records = std::move(changes);
    answer.partitions.push_back(std::move(page));
    auto counts = store_answer(town.store(), answer, {cursors, kNow}, kNow);
    EXPECT_TRUE(counts) << counts.error().id;
    return *counts;
  }
};

// An edit that stands on a later one: no batch may say so, and its author's table does not mind.
void spoil(Office& town, Sequence sequence) {
  auto entry = town.store().outbox_entry(sequence);
  ASSERT_TRUE(entry && *entry);
  auto& edit = (*entry)->edit;
  const Sequence later{sequence.value + 5};
  edit.changes.front().base.own = {{edit.id.incarnation, later, later}};
  edit.changes.front().base.own_digest = EditDigest{7};
  ASSERT_TRUE(town.store().database().run("UPDATE outbox_edit SET edit = ? WHERE sequence = ?", Blob{encode_edit(edit)},
                                          sequence));
}

TEST_F(QuarantineTest, TheHubKeepsAnEditThatItCannotReadAndTakesThoseBehindIt) {
  Office& town = office(kTownA, Role::township);
  for (int i = 0; i < 9; ++i) town.create(household("户" + std::to_string(i)));
  spoil(town, Sequence{4});
  const auto report = town.sync();
  ASSERT_TRUE(report) << report.error().id;
  EXPECT_TRUE(report->complete);
  EXPECT_EQ(8u, report->pushed);
  EXPECT_EQ(1u, report->counts.quarantined);
  EXPECT_EQ(0, town.waiting_to_send());
  const auto entry = town.store().outbox_entry(Sequence{4});
  EXPECT_EQ(OutboxState::quarantined, (*entry)->state);
  EXPECT_EQ("hub.edit_unread", (*entry)->receipt->reason);
  ASSERT_EQ(1u, at_hub().size());
  EXPECT_EQ("codec.malformed", at_hub().front().reason);
}

TEST_F(QuarantineTest, WhatAnUpgradeCanReadIsTakenInThen) {
  Office& town = office(kTownA, Role::township);
  const auto record = town.create(household("一"));
  // As a batch that an older hub could not read.
  const auto entry = town.store().outbox_entry(Sequence{1});
  const Batch batch{town.store().enrolment().device, Incarnation{1}, (*entry)->partition, {(*entry)->edit}};
  auto bytes = encode_batch(batch);
  const auto digest = batch_digest(bytes);
  bytes += town.store().device_key()->sign(bytes);
  auto store = open_store();
  ASSERT_TRUE(run_in_transaction(*store, [&](HubStore& s) {
    return s.put_quarantined({0, batch.device, batch.partition, 1, "codec.too_new", {}, bytes, digest});
  }));
  ASSERT_TRUE(town.store().set_outbox_state(Sequence{1}, OutboxState::quarantined, {}, nullptr));
  const IngestContext context{forms_, Divisions::built_in(), static_cast<std::int64_t>(kNow),
                              *store->setting("tag_key")};
  const auto quarantined = at_hub();
  ASSERT_EQ(1u, quarantined.size());
  ASSERT_TRUE(run_in_transaction(*store, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto retried, retry_unread(s, context, quarantined.front()));
    EXPECT_TRUE(retried.read);
    return {};
  }));
  EXPECT_TRUE(at_hub().empty());
  ASSERT_TRUE(town.sync());
  EXPECT_EQ(OutboxState::done, (*town.store().outbox_entry(Sequence{1}))->state) << "its author is told";
  EXPECT_EQ(hub_digest(kTownA), town.digest());
  EXPECT_TRUE(town.has(record));
}

// An edit of tomorrow's programs in today's outbox.
void rewrite(Office& town, Sequence sequence, const std::function<void(Edit&)>& change) {
  auto entry = town.store().outbox_entry(sequence);
  ASSERT_TRUE(entry && *entry);
  change((*entry)->edit);
  ASSERT_TRUE(town.store().database().run("UPDATE outbox_edit SET edit = ? WHERE sequence = ?",
                                          Blob{encode_edit((*entry)->edit)}, sequence));
}

TEST_F(QuarantineTest, AnEditThatTheHubCannotJudgeWaitsAndThoseStandingOnItWithIt) {
  Office& town = office(kTownA, Role::township);
  const auto first = town.create(household("一"));
  const auto second = town.create(household("二"));
  town.edit(second, household("二二"));
  const auto third = town.create(household("三"));
  town.edit(third, household("三三"));
  rewrite(town, Sequence{1}, [](Edit& edit) { edit.form = "form_of_tomorrow"; });
  rewrite(town, Sequence{2}, [](Edit& edit) {
    edit.form_version = 900;
    edit.changes.front().values.emplace_back(std::int64_t{1});
  });
  rewrite(town, Sequence{5}, [](Edit& edit) { edit.kind = static_cast<EditKind>(77); });
  const auto report = town.sync();
  ASSERT_TRUE(report) << report.error().id;
  EXPECT_EQ(3u, report->counts.quarantined);
  EXPECT_EQ(1u, report->counts.applied) << "the third's creation";
  const auto state = [&](std::uint64_t sequence) { return (*town.store().outbox_entry(Sequence{sequence}))->state; };
  EXPECT_EQ(OutboxState::quarantined, state(1));
  EXPECT_EQ(OutboxState::quarantined, state(2));
  EXPECT_EQ(OutboxState::waiting, state(3)) << "it stands on the second";
  EXPECT_EQ(OutboxState::done, state(4));
  EXPECT_EQ(OutboxState::quarantined, state(5));
  EXPECT_TRUE(town.has(first) && town.has(second)) << "nothing disappears at its author";
}

TEST_F(QuarantineTest, AChangeThatCannotBeStoredIsSetAsideAndTheRestIsStored) {
  Office& town = office(kTownA, Role::township);
  const auto group = forms_.find("dibao_household")->group_of(field("phone")).number;
  const auto known = told("dibao_household", group, FieldValue(std::string("1")), 6);
  auto unfit = told("dibao_household", group, FieldValue(std::int64_t{7}), 5);
  unfit.state.id.value.bytes[15] ^= 1;
  const auto counts = store(town, {unfit, known});
  EXPECT_EQ(1u, counts.set_aside);
  EXPECT_EQ(1u, counts.pulled);
  EXPECT_EQ("1", std::get<std::string>(town.shown(known.state.id).at(field("phone"))));
  EXPECT_EQ(1u, all_aside(town.store())->size());
  EXPECT_TRUE(town.store().sync_state()->complete) << "the cursors move on";
}

TEST_F(QuarantineTest, ValuesOfAnotherKindAreSetAsideAndALaterChangeBringsTheRecordBack) {
  Office& town = office(kTownA, Role::township);
  const Form& form = *forms_.find("dibao_household");
  const auto group = form.group_of(field("phone")).number;
  store(town, {told("dibao_household", group, FieldValue(std::int64_t{7}), 5)});
  auto aside = all_aside(town.store());
  ASSERT_EQ(1u, aside->size());
  EXPECT_EQ("client.aside_values", aside->front().reason);
  // Another group changes: the record is still not fit, and what was told of it stays together.
  auto address = told("dibao_household", form.group_of(field("address")).number, FieldValue(std::string("甲")), 6);
  store(town, {address});
  aside = all_aside(town.store());
  ASSERT_EQ(1u, aside->size());
  EXPECT_EQ(2u, aside->front().change.state.groups.size());
  store(town, {told("dibao_household", group, FieldValue(std::string("139")), 7)});
  EXPECT_TRUE(all_aside(town.store())->empty());
  const auto shown = town.shown(address.state.id);
  EXPECT_EQ("甲", std::get<std::string>(shown.at(field("address"))));
  EXPECT_EQ("139", std::get<std::string>(shown.at(field("phone"))));
}

TEST_F(QuarantineTest, WhatWasSetAsideIsTriedAgainWhenAsked) {
  Office& town = office(kTownA, Role::township);
  const auto group = forms_.find("dibao_household")->group_of(field("phone")).number;
  store(town, {told("dibao_household", group, FieldValue(std::int64_t{7}), 5)});
  const auto left = retry_set_aside(town.store(), kNow);
  ASSERT_TRUE(left);
  EXPECT_EQ(1, *left) << "this program still cannot store it";
  EXPECT_EQ(1u, all_aside(town.store())->size());
}

}  // namespace
}  // namespace minsync

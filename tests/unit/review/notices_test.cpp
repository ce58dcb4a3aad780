#include "hub/review/notices.h"

#include <set>

#include "hub/review/putting_back.h"
#include "tests/unit/review/hub_fixture.h"

namespace minsync::review_test {
namespace {

FieldValue text(const std::string& value) {
  return value;
}

class NoticesTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    far_ = Divisions::built_in().get_code("330122").value();
    c_ = enrol(3, far_, Role::county);
  }
  const Form& household() { return form("dibao_household"); }

  void send_at(std::int64_t now_ms, const Author& author, Edit edit) {
    const Batch batch{
        author.device.id, Incarnation{1}, partition_of(Divisions::built_in(), author.device.unit), {edit}};
    write([&](HubStore& s) -> Status {
      const IngestContext at{forms_, Divisions::built_in(), now_ms, {}};
      MINSYNC_ASSIGN(const auto report,
                     ingest_batch(s, at, author.device, batch, encode_batch(batch) + std::string(64, 's')));
      EXPECT_EQ(report.refused, 0u);
      return {};
    });
  }
  Version version_of(std::uint8_t number) {
    return store_->records().load(household(), RecordId{uuid(number)}).value()->state.version;
  }
  Edit of(std::uint8_t number, Edit edit) {
    edit.record = RecordId{uuid(number)};
    return edit;
  }
  void enter(std::uint8_t number) { send(a_, {of(number, set(a_, household(), "address", text("old")))}); }

  // Township and county write the address from the same base, the county later. Who arrives last finds the other there.
  void disagree(std::uint8_t number, bool county_first = true) {
    enter(number);
    const auto base = version_of(number);
    const auto mine = of(number, set(a_, household(), "address", text("A"), base));
    const auto theirs = of(number, set(b_, household(), "address", text("B"), base));
    send(county_first ? b_ : a_, {county_first ? theirs : mine});
    send(county_first ? a_ : b_, {county_first ? mine : theirs});
  }
  // One changes the phone and the other the address.
  void meet(std::uint8_t number) {
    enter(number);
    const auto base = version_of(number);
    const auto mine = of(number, set(a_, household(), "phone", text("13800138000"), base));
    send(b_, {of(number, set(b_, household(), "address", text("B"), base))});
    send(a_, {mine});
  }
  void put_back_address(std::uint8_t number, Version edit) {
    write([&](HubStore& s) {
      return put_back(s, context(), *identity_, RecordId{uuid(number)}, edit, "address", "asked by phone");
    });
  }

  NoticesPage page(const NoticesWanted& wanted = {}) {
    EXPECT_TRUE(store_->begin_read());
    auto found = read_notices(*store_, forms_, Divisions::built_in(), wanted);
    store_->end_read();
    EXPECT_TRUE(found) << found.error().id;
    return *found;
  }
  NoticeLine only_line() {
    const auto found = page().notices;
    EXPECT_EQ(found.size(), 1u);
    EXPECT_EQ(found.at(0).notice.lines.size(), 1u);
    return found.at(0).notice.lines.at(0);
  }

  UnitId far_;
  Author c_;
};

TEST_F(NoticesTest, WhatEverybodyHadSeenIsNoNotice) {
  enter(1);
  send(a_, {of(1, set(a_, household(), "address", text("new"), version_of(1)))});
  send(b_, {of(1, set(b_, household(), "phone", text("13800138000"), version_of(1)))});
  EXPECT_TRUE(page().notices.empty());
  EXPECT_EQ(page().next, "");
}

TEST_F(NoticesTest, AValueThatLostIsShownBesideTheOneThatStands) {
  disagree(1);
  const auto line = only_line();
  EXPECT_EQ(line.kind, NoticeKind::overwritten);
  EXPECT_EQ(line.kept.values, std::vector{text("B")});
  EXPECT_EQ(line.kept.edit.device, b_.device.id);
  ASSERT_TRUE(line.aside);
  EXPECT_EQ(line.aside->values, std::vector{text("A")});
  EXPECT_EQ(line.aside->edit.device, a_.device.id);
  EXPECT_EQ(line.state, NoticeNow::stands);
  EXPECT_TRUE(line.returnable);
}

TEST_F(NoticesTest, SoIsOneWhosePlaceALaterEditTookWithoutHavingSeenIt) {
  disagree(1, false);
  const auto line = only_line();
  EXPECT_EQ(line.kept.edit.device, b_.device.id);
  ASSERT_TRUE(line.aside);
  EXPECT_EQ(line.aside->edit.device, a_.device.id);
}

TEST_F(NoticesTest, TheSameValueFromBothIsNoNotice) {
  enter(1);
  const auto base = version_of(1);
  const auto mine = of(1, set(a_, household(), "address", text("same"), base));
  send(b_, {of(1, set(b_, household(), "address", text("same"), base))});
  send(a_, {mine});
  EXPECT_TRUE(page().notices.empty());
}

TEST_F(NoticesTest, EditsOfDifferentFieldsAreShownTogetherWithWhatWasThereBefore) {
  meet(1);
  const auto found = page().notices;
  ASSERT_EQ(found.size(), 1u);
  const auto& lines = found[0].notice.lines;
  ASSERT_EQ(lines.size(), 2u);
  for (const auto& line : lines) EXPECT_EQ(line.kind, NoticeKind::parallel);
  EXPECT_EQ(lines[0].group, group(household(), "phone"));
  EXPECT_EQ(lines[0].kept.edit.device, a_.device.id);
  EXPECT_FALSE(lines[0].aside);
  EXPECT_FALSE(lines[0].returnable);
  EXPECT_EQ(lines[1].group, group(household(), "address"));
  EXPECT_EQ(lines[1].kept.edit.device, b_.device.id);
  ASSERT_TRUE(lines[1].aside);
  EXPECT_EQ(lines[1].aside->values, std::vector{text("old")});
  EXPECT_TRUE(lines[1].returnable);
}

TEST_F(NoticesTest, APutBackValueIsToldAndWhoPutItBack) {
  disagree(1);
  put_back_address(1, only_line().aside->version);
  const auto line = only_line();
  EXPECT_EQ(line.state, NoticeNow::put_back);
  EXPECT_EQ(line.now.values, std::vector{text("A")});
  EXPECT_EQ(line.now.edit.device, identity_->device.id);
  EXPECT_FALSE(line.returnable);
  EXPECT_EQ(line.kept.values, std::vector{text("B")});
}

TEST_F(NoticesTest, ALaterValueIsToldAndTheOneLaidAsideCanStillComeBack) {
  disagree(1);
  send(b_, {of(1, set(b_, household(), "address", text("C"), version_of(1)))});
  const auto line = only_line();
  EXPECT_EQ(line.state, NoticeNow::changed);
  EXPECT_EQ(line.now.values, std::vector{text("C")});
  EXPECT_TRUE(line.returnable);
  put_back_address(1, line.aside->version);
  EXPECT_EQ(only_line().state, NoticeNow::put_back);
}

TEST_F(NoticesTest, AConflictToBeDecidedIsNoNotice) {
  send(a_, {of(1, set(a_, household(), "survey_opinion", text("old")))});
  const auto base = version_of(1);
  const auto mine = of(1, set(a_, household(), "survey_opinion", text("A"), base, {text("old")}));
  send(b_, {of(1, set(b_, household(), "survey_opinion", text("B"), base, {text("old")}))});
  send(a_, {mine});
  EXPECT_TRUE(page().notices.empty());
}

TEST_F(NoticesTest, TheListIsForAFormAKindAndAUnit) {
  disagree(1);
  meet(2);
  const auto count = [&](NoticesWanted wanted) { return page(wanted).notices.size(); };
  EXPECT_EQ(count({}), 2u);
  EXPECT_EQ(count({.form = "dibao_household"}), 2u);
  EXPECT_EQ(count({.form = "disaster_event"}), 0u);
  EXPECT_EQ(count({.kind = NoticeKind::overwritten}), 1u);
  EXPECT_EQ(count({.kind = NoticeKind::parallel}), 1u);
  EXPECT_EQ(count({.root = township_}), 2u);
  EXPECT_EQ(count({.root = county_}), 2u);
  EXPECT_EQ(count({.root = city_}), 2u);
  EXPECT_EQ(count({.root = far_}), 0u);
}

TEST_F(NoticesTest, RemovedRecordsAreLeftOut) {
  disagree(1);
  const auto record = store_->records().load(household(), RecordId{uuid(1)}).value().value();
  Edit removal = of(1, set(b_, household(), "address", text(""), record.state.version));
  removal.kind = EditKind::remove;
  removal.changes.clear();
  for (const auto& state : record.state.groups) {
    removal.changes.push_back({state.number, Base{record.state.version, {}}, {}, {}, {}});
  }
  send(b_, {removal});
  EXPECT_TRUE(page().notices.empty());
}

TEST_F(NoticesTest, PagesGoBackInTimeAndNothingComesTwiceWhateverComesMeanwhile) {
  for (std::uint8_t i = 1; i <= 5; ++i) disagree(i);
  std::vector<RecordId> seen;
  NoticesWanted wanted{.limit = 2};
  for (int pages = 0; pages < 5; ++pages) {
    const auto one = page(wanted);
    EXPECT_LE(one.notices.size(), 2u);
    for (const auto& found : one.notices) seen.push_back(found.record.state.id);
    if (pages == 0) disagree(6);
    if (one.next.empty()) break;
    wanted.after = one.next;
  }
  std::vector<RecordId> newest_first;
  for (std::uint8_t i = 5; i >= 1; --i) newest_first.push_back(RecordId{uuid(i)});
  EXPECT_EQ(seen, newest_first);
  EXPECT_EQ(page().notices.size(), 6u);
}

TEST_F(NoticesTest, APageEndsWithinABatchAndGoesOnThere) {
  std::vector<Edit> mine;
  for (std::uint8_t i = 1; i <= 3; ++i) {
    enter(i);
    const auto base = version_of(i);
    mine.push_back(of(i, set(a_, household(), "address", text("A"), base)));
    send(b_, {of(i, set(b_, household(), "address", text("B"), base))});
  }
  send(a_, mine);
  std::set<RecordId> seen;
  NoticesWanted wanted{.limit = 1};
  for (int pages = 0; pages < 6; ++pages) {
    const auto one = page(wanted);
    for (const auto& found : one.notices) EXPECT_TRUE(seen.insert(found.record.state.id).second);
    if (one.next.empty()) break;
    wanted.after = one.next;
  }
  EXPECT_EQ(seen.size(), 3u);
}

TEST_F(NoticesTest, CountiesComeBesideOneAnotherTheNewestFirst) {
  const auto disagree_far = [&](std::uint8_t number, std::int64_t now_ms) {
    auto created = of(number, set(c_, household(), "address", text("old")));
    created.unit = far_;
    send_at(now_ms, c_, created);
    const auto base = version_of(number);
    auto other = enrol(static_cast<std::uint8_t>(number + 10), far_, Role::county);
    const auto mine = of(number, set(c_, household(), "address", text("A"), base));
    send_at(now_ms, other, of(number, set(other, household(), "address", text("B"), base)));
    send_at(now_ms, c_, mine);
  };
  disagree_far(2, kNowMs - 60'000);
  disagree(1);
  disagree_far(3, kNowMs + 60'000);
  std::vector<RecordId> seen;
  NoticesWanted wanted{.limit = 1};
  do {
    const auto one = page(wanted);
    for (const auto& found : one.notices) seen.push_back(found.record.state.id);
    wanted.after = one.next;
  } while (!wanted.after.empty());
  EXPECT_EQ(seen, (std::vector{RecordId{uuid(3)}, RecordId{uuid(1)}, RecordId{uuid(2)}}));
  EXPECT_EQ(page({.root = far_}).notices.size(), 2u);
}

TEST_F(NoticesTest, APlaceThatIsNoneIsToldNotGuessed) {
  for (const char* after : {"x", "1", "1.", ".1", "1.x", "1.2_x", "-1.2"}) {
    NoticesWanted wanted;
    wanted.after = after;
    ASSERT_TRUE(store_->begin_read());
    const auto found = read_notices(*store_, forms_, Divisions::built_in(), wanted);
    store_->end_read();
    ASSERT_FALSE(found) << after;
    EXPECT_EQ(found.error().id, "hub.bad_cursor");
  }
}

}  // namespace
}  // namespace minsync::review_test

#include "hub/review/history.h"

#include "shared/crypto/edit_digest.h"
#include "tests/unit/review/hub_fixture.h"

namespace minsync::review_test {
namespace {

using HistoryTest = HubTest;

FieldValue text(const char* value) {
  return std::string(value);
}

TEST_F(HistoryTest, IsNewestFirstAndSaysWhatReplacedWhat) {
  const Form& household = form("dibao_household");
  const auto first = set(a_, household, "householder", text("A"));
  send(a_, {first});
  const auto version = stored(household).state.version;
  const auto second = set(b_, household, "phone", text("13800000000"), version);
  const auto third = set(b_, household, "householder", text("B"), version);
  send(b_, {second, third});

  const auto history = history_of(*store_, household, stored(household));
  ASSERT_TRUE(history) << history.error().id;
  ASSERT_EQ(history->size(), 3u);
  EXPECT_EQ((*history)[0].edit, third);
  EXPECT_EQ((*history)[1].edit, second);
  EXPECT_EQ((*history)[2].edit, first);
  const std::vector<std::pair<GroupNumber, EditId>> replaced{{group(household, "householder"), third.id}};
  EXPECT_EQ((*history)[2].replaced_by, replaced);
  EXPECT_TRUE((*history)[0].replaced_by.empty());
  EXPECT_TRUE((*history)[1].replaced_by.empty());
  EXPECT_EQ((*history)[2].origin.rank, static_cast<std::uint8_t>(Role::township));
  EXPECT_EQ((*history)[2].received_ms, kNowMs);
}

// Two values side by side: the later one did not see the earlier, so it took no place.
TEST_F(HistoryTest, ConcurrentReviewValuesReplaceNothing) {
  const Form& household = form("dibao_household");
  send(a_, {set(a_, household, "survey_opinion", text("old"))});
  const auto version = stored(household).state.version;
  const auto mine = set(a_, household, "survey_opinion", text("A"), version, {text("old")});
  const auto theirs = set(b_, household, "survey_opinion", text("B"), version, {text("old")});
  send(a_, {mine});
  send(b_, {theirs});

  const auto history = history_of(*store_, household, stored(household)).value();
  ASSERT_EQ(history.size(), 3u);
  EXPECT_TRUE(history[0].replaced_by.empty());
  EXPECT_TRUE(history[1].replaced_by.empty());
  ASSERT_EQ(history[2].replaced_by.size(), 1u);
  EXPECT_EQ(history[2].replaced_by[0].second, mine.id);
  ASSERT_TRUE(history[0].receipt);
  EXPECT_EQ(history[0].receipt->outcomes[0].outcome, Outcome::in_review);
}

// Every edit of a total stays in it.
TEST_F(HistoryTest, SumsReplaceNothing) {
  const Form& household = form("dibao_household");
  send(a_, {set(a_, household, "aid_items_given", std::int64_t{3})});
  const auto version = stored(household).state.version;
  send(a_, {set(a_, household, "aid_items_given", std::int64_t{5}, version, {std::int64_t{3}})});
  const auto history = history_of(*store_, household, stored(household)).value();
  ASSERT_EQ(2u, history.size());
  for (const auto& past : history) EXPECT_TRUE(past.replaced_by.empty());
}

// An edit that waited stands in an entry of its own, without its author's signature.
TEST_F(HistoryTest, FindsEditsThatWaited) {
  const Form& household = form("dibao_household");
  send(a_, {set(a_, household, "householder", text("A"))});
  const auto version = stored(household).state.version;
  const auto base = set(a_, household, "address", text("first"), version);
  auto on_it = set(a_, household, "address", text("second"), version);
  on_it.changes[0].base.own = {{base.id.incarnation, base.id.sequence, base.id.sequence}};
  on_it.changes[0].base.own_digest = edit_digest(base);
  send(a_, {on_it});
  EXPECT_EQ(stored(household).state.version, version) << "it is to wait";
  send(a_, {base});

  const auto history = history_of(*store_, household, stored(household));
  ASSERT_TRUE(history) << history.error().id;
  ASSERT_EQ(history->size(), 3u);
  EXPECT_EQ((*history)[0].edit, on_it);
  EXPECT_EQ((*history)[1].edit, base);
  EXPECT_EQ((*history)[1].replaced_by[0].second, on_it.id);
}

TEST_F(HistoryTest, AJournalThatDoesNotLeadBackIsAnIntegrityFault) {
  const Form& household = form("dibao_household");
  send(a_, {set(a_, household, "householder", text("A"))});
  auto other = stored(household);
  other.state.id = RecordId{uuid(101)};
  const auto history = history_of(*store_, household, other);
  ASSERT_FALSE(history);
  EXPECT_EQ(history.error().kind, FaultKind::integrity);
}

}  // namespace
}  // namespace minsync::review_test

#include "sync_protocol/session.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

Session asking(SessionLimits limits = {}) {
  Session session(limits);
  EXPECT_EQ(SessionAction::ask, session.on(SessionEvent::start));
  return session;
}

// Whether it goes on after the event.
bool goes_on(Session& session, SessionEvent event) {
  if (session.on(event) == SessionAction::give_up) return false;
  EXPECT_EQ(SessionAction::ask, session.on(SessionEvent::pause_over));
  return true;
}

void progress(Session& session) {
  EXPECT_EQ(SessionAction::store, session.on(SessionEvent::answered));
  EXPECT_EQ(SessionAction::ask, session.on(SessionEvent::stored));
}

TEST(SessionTest, WithoutProgressItGivesUpAfterItsAttempts) {
  auto session = asking({.attempts = 3});
  EXPECT_TRUE(goes_on(session, SessionEvent::no_answer));
  EXPECT_TRUE(goes_on(session, SessionEvent::no_answer));
  EXPECT_FALSE(goes_on(session, SessionEvent::no_answer));
  EXPECT_EQ(SessionState::failed, session.state());
}

TEST(SessionTest, ProgressGivesAllAttemptsAnew) {
  auto session = asking({.attempts = 2});
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(goes_on(session, SessionEvent::no_answer));
    progress(session);
  }
}

TEST(SessionTest, ABusyHubIsAskedMoreOftenThanOneThatIsAway) {
  auto session = asking({.attempts = 2, .busy_attempts = 10});
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(goes_on(session, SessionEvent::busy)) << i;
  EXPECT_FALSE(goes_on(session, SessionEvent::busy));
}

TEST(SessionTest, PausesDoubleUpToTheLongestAndAreSpreadOverTheirSecondHalf) {
  auto session = asking({.attempts = 100});
  for (const std::uint64_t whole : {1000U, 2000U, 4000U, 8000U, 16000U, 32000U, 60000U, 60000U}) {
    EXPECT_EQ(SessionAction::pause, session.on(SessionEvent::no_answer));
    EXPECT_EQ(whole / 2, session.pause_ms(0, 0));
    EXPECT_EQ(whole, session.pause_ms(whole / 2, 0));
    EXPECT_EQ(90'000U, session.pause_ms(7, 90'000)) << "what the hub asked for is the least";
    session.on(SessionEvent::pause_over);
  }
}

TEST(SessionTest, AfterProgressABrokenLineIsTriedAtOnceABusyHubIsNot) {
  auto session = asking();
  progress(session);
  EXPECT_EQ(SessionAction::pause, session.on(SessionEvent::no_answer));
  EXPECT_LE(session.pause_ms(12'345, 0), 200U);
  EXPECT_GE(session.pause_ms(12'345, 0), 100U);
  session.on(SessionEvent::pause_over);
  EXPECT_EQ(SessionAction::pause, session.on(SessionEvent::no_answer));
  EXPECT_GE(session.pause_ms(0, 0), 1'000U);

  auto other = asking();
  progress(other);
  EXPECT_EQ(SessionAction::pause, other.on(SessionEvent::busy));
  EXPECT_GE(other.pause_ms(0, 0), 500U);
}

}  // namespace
}  // namespace minsync

#include "shared/config/values.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

TEST(DayWindowTest, GoesOverMidnight) {
  const auto night = DayWindow::parse("22:00-06:30").value();
  EXPECT_TRUE(night.contains(22 * 60));
  EXPECT_TRUE(night.contains(0));
  EXPECT_TRUE(night.contains(6 * 60 + 29));
  EXPECT_FALSE(night.contains(6 * 60 + 30));
  EXPECT_FALSE(night.contains(12 * 60));
}

TEST(DayWindowTest, StaysWithinADay) {
  const auto morning = DayWindow::parse("08:00-09:00").value();
  EXPECT_TRUE(morning.contains(8 * 60));
  EXPECT_FALSE(morning.contains(7 * 60 + 59));
  EXPECT_FALSE(morning.contains(9 * 60));
}

TEST(DayWindowTest, OnlyWholeSpansParse) {
  for (const char* bad : {"", "22:00", "24:00-06:00", "22:60-06:00", "22:00-22:00", "2:00-06:00", "22:00–06:00",
                          "22:00-06:00 ", "-1:00-06:00", "+2:00-06:00"}) {
    EXPECT_FALSE(DayWindow::parse(bad)) << bad;
  }
}

TEST(ListenAddressTest, HostAndPort) {
  const auto address = ListenAddress::parse("[::1]:0").value();
  EXPECT_EQ(address.host, "[::1]");
  EXPECT_EQ(address.port, 0);
  EXPECT_EQ(ListenAddress::parse("hub.example:65535").value().port, 65535);
  for (const char* bad : {"", "8443", ":8443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "a b:1",
                          "a/b:1", "a::1:5"}) {
    EXPECT_FALSE(ListenAddress::parse(bad)) << bad;
  }
}

TEST(HubUrlTest, HttpsWithoutPath) {
  for (const char* good : {"https://hub", "https://10.0.0.1:8443", "https://[::1]:8443"}) EXPECT_TRUE(is_hub_url(good));
  for (const char* bad : {"", "hub:8443", "http://hub", "https://", "https://hub/", "https://hub:0", "https://u@hub",
                          "https://hub:8443/v1", "https://hub\n"}) {
    EXPECT_FALSE(is_hub_url(bad)) << bad;
  }
}

}  // namespace
}  // namespace minsync

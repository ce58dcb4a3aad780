// Settings whose text has a form of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace minsync {

// A daily span of local time, "22:00-06:00", given in minutes since midnight; it may go over midnight. Begin and end
// differ; the end itself is outside.
struct DayWindow {
  int begin = 0, end = 0;
  bool contains(int minute_of_day) const;
  static std::optional<DayWindow> parse(std::string_view text);
};

// "127.0.0.1:8443" or "[::1]:8443"; port 0 means any free one.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
  static std::optional<ListenAddress> parse(std::string_view text);
};

// https://host or https://host:port, nothing behind it.
bool is_hub_url(std::string_view text);

// Decimal digits only, with an optional minus.
std::optional<std::int64_t> parse_whole_number(std::string_view text);

}  // namespace minsync

#include "shared/config/values.h"

#include <algorithm>
#include <charconv>

namespace minsync {
namespace {

constexpr std::size_t kLongestHost = 253;  // RFC 1035, section 2.3.4, without the final dot
constexpr int kMinutesOfDay = 24 * 60;

std::optional<int> parse_time(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = parse_whole_number(text.substr(0, 2)), minutes = parse_whole_number(text.substr(3));
  if (!hours || !minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59) return std::nullopt;
  return static_cast<int>(*hours * 60 + *minutes);
}

bool is_host(std::string_view host) {
  const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  if (bracketed) host = host.substr(1, host.size() - 2);
  return !host.empty() && host.size() <= kLongestHost && std::all_of(host.begin(), host.end(), [&](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || c == '.' || c == '-' || (bracketed && c == ':');
  });
}

}  // namespace

std::optional<std::int64_t> parse_whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool DayWindow::contains(int minute_of_day) const {
  const int since_begin = (minute_of_day - begin + kMinutesOfDay) % kMinutesOfDay;
  const int length = (end - begin + kMinutesOfDay) % kMinutesOfDay;
  return since_begin < length;
}

std::optional<DayWindow> DayWindow::parse(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto begin = parse_time(text.substr(0, 5)), end = parse_time(text.substr(6));
  if (!begin || !end || *begin == *end) return std::nullopt;
  return DayWindow{*begin, *end};
}

std::optional<ListenAddress> ListenAddress::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto host = text.substr(0, colon);
  const auto port = parse_whole_number(text.substr(colon + 1));
  if (!is_host(host) || !port || *port < 0 || *port > 65535) return std::nullopt;
  return ListenAddress{std::string(host), static_cast<std::uint16_t>(*port)};
}

bool is_hub_url(std::string_view text) {
  constexpr std::string_view kScheme = "https://";
  if (!text.starts_with(kScheme)) return false;
  const auto authority = text.substr(kScheme.size());
  if (is_host(authority)) return true;
  const auto address = ListenAddress::parse(authority);
  return address && address->port != 0;
}

}  // namespace minsync

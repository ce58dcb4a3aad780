// What the local page's server is asked and what it answers.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minsync {

struct LocalRequest {
  std::string method, target;                                // as sent: "/api/records/dibao_household?limit=50"
  std::vector<std::pair<std::string, std::string>> headers;  // in their order, names in lower case
  std::string body;

  // The value of a header that stands there exactly once, else null.
  const std::string* header(std::string_view name) const {
    const std::string* found = nullptr;
    for (const auto& [key, value] : headers) {
      if (key != name) continue;
      if (found != nullptr) return nullptr;
      found = &value;
    }
    return found;
  }
  bool has_header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return true;
    }
    return false;
  }
  // The target without its query.
  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
};

struct LocalReply {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  // Besides those that every reply has (security_headers).
  std::vector<std::pair<std::string, std::string>> headers;
};

}  // namespace minsync

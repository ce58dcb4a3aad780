// Reading what the page sends. Everything is bounded before it is looked at.
#include <charconv>

#include "hub/console/call.h"
#include "hub/documents/names.h"
#include "shared/text/nesting.h"

namespace minsync::console {
Result<nlohmann::json> read_body(std::string_view text) {
  if (nests_deeper(text, kDeepestBody)) return fail(FaultKind::bad_input, "console.bad_body");
  auto body = nlohmann::json::parse(text, nullptr, false);
  if (!body.is_object()) return fail(FaultKind::bad_input, "console.bad_body");
  return body;
}

Result<std::string> text_or_empty(const nlohmann::json& body, const char* key, std::size_t longest) {
  const auto found = body.find(key);
  if (found == body.end() || found->is_null()) return std::string();
  if (!found->is_string()) return fail(FaultKind::bad_input, "console.bad_value", {key});
  const auto& text = found->get_ref<const std::string&>();
  if (text.size() > longest) return fail(FaultKind::bad_input, "console.too_long", {key, std::to_string(longest)});
  return text;
}

Result<std::string> need_text(const nlohmann::json& body, const char* key, std::size_t longest) {
  MINSYNC_ASSIGN(auto text, text_or_empty(body, key, longest));
  if (text.empty()) return fail(FaultKind::bad_input, "console.needed", {key});
  return text;
}

Result<std::string> need_reason(const nlohmann::json& body) {
  MINSYNC_ASSIGN(const auto typed, need_text(body, "reason"));
  if (typed.find_first_not_of(" \t\r\n") == std::string::npos) {
    return fail(FaultKind::bad_input, "console.needed", {"reason"});
  }
  return reason_text(typed);
}

Result<std::vector<std::string>> texts_or_none(const nlohmann::json& body, const char* key, std::size_t most) {
  std::vector<std::string> texts;
  const auto found = body.find(key);
  if (found == body.end() || found->is_null()) return texts;
  if (!found->is_array() || found->size() > most) return fail(FaultKind::bad_input, "console.bad_value", {key});
  for (const auto& one : *found) {
    if (!one.is_string()) return fail(FaultKind::bad_input, "console.bad_value", {key});
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

Result<std::string> query_text(const Call& call, const char* name) {
  const auto found = call.request.query.find(name);
  if (found == call.request.query.end()) return std::string();
  return normalise(found->second);
}

Result<std::uint64_t> query_number(const Call& call, const char* name, std::uint64_t otherwise, Bounds bounds) {
  const auto found = call.request.query.find(name);
  if (found == call.request.query.end() || found->second.empty()) return otherwise;
  const auto& text = found->second;
  std::uint64_t number = 0;
  const auto* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  const bool within = number >= bounds.least && number <= bounds.most;
  if (error == std::errc() && end == last && within) return number;
  return fail(FaultKind::bad_input, "console.bad_number",
              {name, std::to_string(bounds.least), std::to_string(bounds.most)});
}

Result<std::size_t> query_limit(const Call& call) {
  return query_number(call, "limit", kPage, {1, kLongestPage});
}

}  // namespace minsync::console

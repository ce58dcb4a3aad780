#include "hub/target_records/book_words.h"

namespace minsync {
namespace {
constexpr std::string_view kColon = ":";
}

std::string words_of_result(TextState state, const std::string& evidence) {
  if (state == TextState::not_reported) return evidence;
  const std::string word = state == TextState::done ? "已完成" : "未完成";
  return evidence.empty() ? word : word + std::string(kColon) + evidence;
}

std::string evidence_in(const std::string& words) {
  if (parse_text_state(words) == TextState::not_reported) return words;
  const auto colon = words.find(kColon);
  return colon == std::string::npos ? std::string() : words.substr(colon + kColon.size());
}

}  // namespace minsync

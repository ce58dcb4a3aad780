// Damaged messages must be refused or read as some message; never more. Run under the sanitizers this finds every read
// past an end.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace minsync::test {

template <typename Decode>
void expect_refused_when_cut(const std::string& bytes, Decode decode) {
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto result = decode(std::string_view(bytes).substr(0, length));
    ASSERT_FALSE(result) << "cut to " << length << " of " << bytes.size();
    ASSERT_TRUE(result.error().id == "codec.malformed") << result.error().id;
  }
  ASSERT_FALSE(decode(bytes + '\0'));
}

template <typename Decode, typename Encode>
void expect_safe_when_flipped(const std::string& bytes, Decode decode, Encode encode) {
  if (bytes.size() > 500) return;  // the same pieces again, for minutes
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    // What was accepted is a message that keeps the limits: it can be written and read again.
    if (const auto result = decode(damaged)) {
      const auto again = decode(encode(*result));
      ASSERT_TRUE(again && *again == *result) << "bit " << bit;
    }
  }
}

}  // namespace minsync::test

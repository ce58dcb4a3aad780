// 18-digit identity numbers (GB 11643-1999) as area, birthday and running number: what is left when the check digit and
// impossible dates are taken out. The core may not depend on shared/identity.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace minsync {

inline constexpr std::size_t kIdentityLength = 18;

struct IdentityParts {
  std::uint64_t area = 0;     // six digits
  std::int64_t birthday = 0;  // days since 1970-01-01
  std::uint64_t running = 0;  // three digits
};

// Nothing unless text_of_identity gives back exactly this text.
std::optional<IdentityParts> identity_parts(std::string_view text);
// Empty where the parts are out of range.
std::string identity_text(const IdentityParts& parts);

}  // namespace minsync

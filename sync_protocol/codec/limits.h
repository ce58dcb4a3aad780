// The format's own limits, beside those of edit.h, record.h and messages.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace minsync {

inline constexpr std::size_t kMaxNameBytes = 256;  // of forms, fields, options, message ids
inline constexpr std::size_t kMaxOptions = 4096;   // of one value
inline constexpr std::size_t kMaxReceiptArgs = 32;
inline constexpr std::size_t kMaxCursors = 64;  // of a request; partitions of an answer
inline constexpr std::size_t kSignatureBytes = 64;

inline constexpr std::uint64_t kMost8 = 0xff, kMost16 = 0xffff, kMost32 = 0xffff'ffff, kMost48 = 0xffff'ffff'ffff,
                               kMost64 = ~std::uint64_t{0};

}  // namespace minsync

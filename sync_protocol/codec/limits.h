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

// Flags of an answer and of its partitions; what became of a record (0 it lives, 1 deleted).
inline constexpr int kSpent = 1, kCopied = 2, kKept = 4, kUnread = 8, kRelayed = 16, kAudit = 32;
inline constexpr int kComplete = 1, kAnew = 2, kBackedUp = 4, kSame = 8;
inline constexpr std::uint64_t kLeft = 2;

inline constexpr std::uint64_t kMost8 = 0xff, kMost16 = 0xffff, kMost32 = 0xffff'ffff, kMost48 = 0xffff'ffff'ffff,
                               kMost64 = ~std::uint64_t{0};

}  // namespace minsync

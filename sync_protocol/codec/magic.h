// The first four bytes of a message: three letters and the format's version as a digit.
#pragma once

#include <string_view>

#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/result.h"

namespace minsync {

inline constexpr std::string_view kBatchMagic = "MSB1", kRequestMagic = "MSQ1", kAnswerMagic = "MSA1",
                                  kUpMagic = "MSU1", kDownMagic = "MSD1";

// Reads it; a later digit of the same letters is "codec.too_new".
Status expect_magic(ByteReader& in, std::string_view magic, const char* what);

}  // namespace minsync

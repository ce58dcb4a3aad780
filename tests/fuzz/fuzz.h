// What the fuzz targets share. A target defines `run`; a law that does not hold ends the process, as a crash does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "sync_protocol/result.h"

namespace minsync::fuzz {

// One input. Whatever it changes is undone when it returns, so that every input is judged alone.
void run(std::string_view input);

// `law` says what should hold.
void require(bool holds, const char* law);

// What was accepted can be written, and reads as the same again.
template <typename Decode, typename Encode>
void check_round_trip(std::string_view bytes, Decode decode, Encode encode) {
  const auto message = decode(bytes);
  if (!message) return;
  const auto again = decode(encode(*message));
  require(again.has_value(), "what was read and written is accepted");
  require(*again == *message, "what was read and written reads the same");
}

// The input's first byte, which chooses among kinds of input, and the rest of it.
std::pair<std::uint8_t, std::string_view> split_choice(std::string_view input);

// The text before and behind the first line "---": an input of two texts that people can read.
std::pair<std::string_view, std::string_view> split_text(std::string_view input);

// A batch or an answer is a head, the plain length, the compression and a payload. Mutations hardly ever keep the
// length or zstd's frame right, so inputs may also be "wrapped": one byte for the head's length, the head, and the
// payload as it is. `unwrapped` makes the message of it, not compressed.
std::string unwrapped(std::string_view wrapped);
// The other way, for seeds; `decode` must accept what comes back.
std::string wrapped(std::string_view message);

}  // namespace minsync::fuzz

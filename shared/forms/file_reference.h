// What a field of type `file` holds: not a file's bytes but which ones, and the name they had. The bytes lie beside the
// records (shared/files) and travel after them. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sync_protocol/file_messages.h"

namespace minsync {

struct FileReference {
  ContentHash hash{};
  std::uint64_t size = 0;  // from 1
  std::string name;        // clean_file_name gives it back as it is
  friend bool operator==(const FileReference&, const FileReference&) = default;
};

// sha256:HEX:SIZE:NAME, and back; nothing for any other way of writing it.
std::string file_reference_text(const FileReference& reference);
std::optional<FileReference> parse_file_reference(std::string_view text);

std::string hash_text(const ContentHash& hash);  // 64 hexadecimal digits, lower case

// The last part of a path as a name that every system can write: NFC, no control characters and none of / \ : * ? " < >
// |, no blanks or dots around it, at most 100 characters of which the ending is kept. "file" if nothing is left.
std::string clean_file_name(std::string_view path);

// The greatest number of characters that a reference's text can have.
inline constexpr int kLongestFileReference = 7 + 64 + 1 + 10 + 1 + 100;

}  // namespace minsync

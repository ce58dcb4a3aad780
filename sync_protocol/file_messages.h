// Files that records refer to travel by requests of their own, in pieces, after all edits (PROTOCOL.md, "Files"). How
// these are written stands in codec/file_messages.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync_protocol/ids.h"
#include "sync_protocol/messages.h"
#include "sync_protocol/result.h"

namespace minsync {

using ContentHash = std::array<std::uint8_t, 32>;  // SHA-256 of a file's bytes

enum class FileQuestion : std::uint8_t { have = 0, put = 1, get = 2 };

// A file as a record refers to it: who asks for it must say where.
struct NamedFile {
  ContentHash hash{};
  std::uint64_t size = 0;
  RecordId record;
  friend bool operator==(const NamedFile&, const NamedFile&) = default;
};

struct FileRequest {
  std::uint8_t protocol = kProtocolVersion;
  DeviceId device;
  Incarnation incarnation;
  std::uint64_t counter = 0;  // from the same row of numbers as that of SyncRequest
  FileQuestion question = FileQuestion::have;
  std::vector<NamedFile> files;  // of put and get: one
  std::uint64_t offset = 0;      // put, get: of the piece
  std::uint32_t limit = 0;       // get: of the piece's bytes
  std::string bytes;             // put: the piece
};

enum class FileStanding : std::uint8_t {
  unknown = 0,   // nothing that the asker may see (get), or made (have, put), refers to it
  partly = 1,    // `arrived` bytes are here
  complete = 2,  // all of it, verified
  refused = 3    // not taken, with a reason; what had arrived stays unless its content was wrong
};

struct FileState {
  FileStanding standing = FileStanding::unknown;
  std::uint64_t arrived = 0;
  std::string reason;
  std::vector<std::string> args;
};

struct FileAnswer {
  std::uint64_t counter = 0;     // the request's
  std::vector<FileState> files;  // in the request's order
  std::string bytes;             // get: the piece
};

inline constexpr std::size_t kMaxFilesAsked = 256;
inline constexpr std::size_t kMaxPieceBytes = 4u << 20;
// Beyond this a reference is no reference. What is really taken is the hub's and the office's to set, and much less.
inline constexpr std::uint64_t kMostFileBytes = std::uint64_t{1} << 32;

std::string encode_file_request(const FileRequest& request);
Result<FileRequest> decode_file_request(std::string_view bytes);
std::string encode_file_answer(const FileAnswer& answer);
Result<FileAnswer> decode_file_answer(std::string_view bytes);

}  // namespace minsync

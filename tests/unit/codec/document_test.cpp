// PROTOCOL.md's example is what this code writes and reads.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>

#include "sync_protocol/codec/codec.h"

namespace minsync::test {
namespace {

std::string documented_example() {
  std::ifstream file(MINSYNC_SOURCE_DIR "/sync_protocol/PROTOCOL.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto start = text.find("```hex\n") + 7;
  std::istringstream lines(text.substr(start, text.find("```", start) - start));
  std::string bytes;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream numbers(line.substr(0, line.find('#')));
    for (int number = 0; numbers >> std::hex >> number;) bytes += static_cast<char>(number);
  }
  return bytes;
}

Batch example() {
  Batch batch{DeviceId{*Uuid::parse("019e0000-0000-7000-8000-0000000000d1")}, Incarnation{1}, PartitionId{7}, {}};
  Edit creation{.id = {batch.device, batch.incarnation, Sequence{41}},
                .kind = EditKind::create,
                .record = RecordId{*Uuid::parse("019e6f20-9c00-7abc-9def-0123456789ab")},
                .form = "household",
                .form_version = 2,
                .unit = UnitId{300},
                .seen = {},
                .stamp = Stamp{1'780'000'000'000u << 16},
                .note = {},
                .changes = {{GroupNumber{1}, {}, {"王芳"}, {}, {}}, {GroupNumber{3}, {}, {std::int64_t{-5}}, {}, {}}}};
  Edit change = creation;
  change.id.sequence = Sequence{42};
  change.kind = EditKind::change;
  change.unit = {};
  change.stamp = Stamp{(1'780'000'060'000u << 16) + 1};
  change.note = "ok";
  change.changes = {{GroupNumber{3},
                     {{}, {{Incarnation{1}, Sequence{41}, Sequence{41}}}, EditDigest{0x0123456789abcdef}},
                     {std::int64_t{300}},
                     {std::int64_t{-5}},
                     {}}};
  batch.edits = {creation, change};
  return batch;
}

TEST(DocumentTest, ItsExampleIsWhatIsWritten) {
  EXPECT_EQ(encode_batch(example()), documented_example());
}

TEST(DocumentTest, ItsExampleIsRead) {
  EXPECT_EQ(decode_batch(documented_example()), example());
}

}  // namespace
}  // namespace minsync::test

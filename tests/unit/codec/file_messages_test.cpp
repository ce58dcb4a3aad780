#include "sync_protocol/file_messages.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

NamedFile named(std::uint8_t mark, std::uint64_t size) {
  NamedFile file;
  file.hash.fill(mark);
  file.size = size;
  file.record = RecordId{Uuid::version7(1, {mark})};
  return file;
}

FileRequest request(FileQuestion question) {
  FileRequest request;
  request.device = DeviceId{Uuid::version7(2, {9})};
  request.incarnation = Incarnation{7};
  request.counter = 300;
  request.question = question;
  request.files = {named(1, 1000)};
  if (question == FileQuestion::have) request.files.push_back(named(2, 5));
  if (question != FileQuestion::have) request.offset = 400;
  if (question == FileQuestion::get) request.limit = 65536;
  if (question == FileQuestion::put) request.bytes = std::string(600, 'b');
  return request;
}

TEST(FileMessagesTest, RequestsComeBackAsTheyWere) {
  for (const auto question : {FileQuestion::have, FileQuestion::put, FileQuestion::get}) {
    const auto before = request(question);
    const auto after = decode_file_request(encode_file_request(before));
    ASSERT_TRUE(after);
    EXPECT_EQ(after->device, before.device);
    EXPECT_EQ(after->incarnation, before.incarnation);
    EXPECT_EQ(after->counter, before.counter);
    EXPECT_EQ(after->question, before.question);
    EXPECT_EQ(after->files, before.files);
    EXPECT_EQ(after->offset, before.offset);
    EXPECT_EQ(after->limit, before.limit);
    EXPECT_EQ(after->bytes, before.bytes);
  }
}

TEST(FileMessagesTest, AnswersComeBackAsTheyWere) {
  FileAnswer before;
  before.counter = 300;
  before.files = {{FileStanding::partly, 400, {}, {}}, {FileStanding::refused, 0, "hub.file_quota", {"200"}}};
  before.bytes = "piece";
  const auto after = decode_file_answer(encode_file_answer(before));
  ASSERT_TRUE(after);
  EXPECT_EQ(after->counter, 300U);
  ASSERT_EQ(after->files.size(), 2U);
  EXPECT_EQ(after->files[0].standing, FileStanding::partly);
  EXPECT_EQ(after->files[0].arrived, 400U);
  EXPECT_EQ(after->files[1].reason, "hub.file_quota");
  EXPECT_EQ(after->files[1].args, std::vector<std::string>{"200"});
  EXPECT_EQ(after->bytes, "piece");
}

TEST(FileMessagesTest, EveryCutIsMalformed) {
  for (const auto question : {FileQuestion::have, FileQuestion::put, FileQuestion::get}) {
    const auto bytes = encode_file_request(request(question));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(decode_file_request(std::string_view(bytes).substr(0, size))) << size;
    }
    EXPECT_FALSE(decode_file_request(bytes + "x"));
  }
}

TEST(FileMessagesTest, WhatCannotBeIsMalformed) {
  auto beyond = request(FileQuestion::put);
  beyond.bytes += 'x';
  EXPECT_FALSE(decode_file_request(encode_file_request(beyond)));
  auto two = request(FileQuestion::put);
  two.files.push_back(named(2, 5));
  EXPECT_FALSE(decode_file_request(encode_file_request(two)));
  auto none = request(FileQuestion::have);
  none.files.clear();
  EXPECT_FALSE(decode_file_request(encode_file_request(none)));
  auto empty = request(FileQuestion::have);
  empty.files.front().size = 0;
  EXPECT_FALSE(decode_file_request(encode_file_request(empty)));
  auto large = request(FileQuestion::get);
  large.limit = kMaxPieceBytes + 1;
  EXPECT_FALSE(decode_file_request(encode_file_request(large)));
  auto newer = request(FileQuestion::have);
  newer.protocol = kProtocolVersion + 1;
  EXPECT_EQ(decode_file_request(encode_file_request(newer)).error().id, "codec.too_new");
}

}  // namespace
}  // namespace minsync

#include "sync_protocol/file_messages.h"

#include <algorithm>

#include "sync_protocol/codec/fault.h"
#include "sync_protocol/codec/limits.h"
#include "sync_protocol/codec/magic.h"

namespace minsync {
namespace {

constexpr std::string_view kFileRequestMagic = "MSF1", kFileAnswerMagic = "MSG1";
constexpr const char* kRequest = "file request";
constexpr const char* kAnswer = "file answer";
constexpr std::size_t kMaxArgumentBytes = 64 * 1024;

void write_file(ByteWriter& out, const NamedFile& file) {
  for (const auto byte : file.hash) out.byte(byte);
  out.number(file.size);
  out.uuid(file.record.value);
}

NamedFile read_file(ByteReader& in) {
  NamedFile file;
  for (auto& byte : file.hash) byte = in.byte();
  file.size = in.bounded(kMostFileBytes);
  if (file.size == 0) in.reject();
  file.record = RecordId{in.uuid()};
  return file;
}

void read_request(ByteReader& in, FileRequest& request) {
  request.device = DeviceId{in.uuid()};
  request.incarnation.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  request.counter = in.number();
  const auto question = in.byte();
  if (question > static_cast<std::uint8_t>(FileQuestion::get)) in.reject();
  request.question = static_cast<FileQuestion>(question);
  const bool piece = request.question != FileQuestion::have;
  request.files.resize(in.bounded(std::min(piece ? std::size_t{1} : kMaxFilesAsked, in.left())));
  if (request.files.empty()) in.reject();
  for (auto& file : request.files) file = read_file(in);
  if (!piece || !in.ok()) return;
  request.offset = in.bounded(request.files.front().size);
  if (request.question == FileQuestion::get) {
    request.limit = static_cast<std::uint32_t>(in.bounded(kMaxPieceBytes));
    return;
  }
  request.bytes = in.text(kMaxPieceBytes);
  if (request.bytes.size() > request.files.front().size - request.offset) in.reject();
}

FileState read_state(ByteReader& in) {
  FileState state;
  const auto standing = in.byte();
  if (standing > static_cast<std::uint8_t>(FileStanding::refused)) in.reject();
  state.standing = static_cast<FileStanding>(standing);
  state.arrived = in.bounded(kMostFileBytes);
  state.reason = in.text(kMaxNameBytes);
  state.args.resize(in.bounded(std::min(kMaxReceiptArgs, in.left())));
  for (auto& arg : state.args) arg = in.text(kMaxArgumentBytes);
  return state;
}

}  // namespace

std::string encode_file_request(const FileRequest& request) {
  ByteWriter out;
  out.raw(kFileRequestMagic);
  out.byte(request.protocol);
  out.uuid(request.device.value);
  out.number(request.incarnation.value);
  out.number(request.counter);
  out.byte(static_cast<std::uint8_t>(request.question));
  out.number(request.files.size());
  for (const auto& file : request.files) write_file(out, file);
  if (request.question == FileQuestion::have) return out.take();
  out.number(request.offset);
  if (request.question == FileQuestion::get) {
    out.number(request.limit);
  } else {
    out.text(request.bytes);
  }
  return out.take();
}

Result<FileRequest> decode_file_request(std::string_view bytes) {
  ByteReader in(bytes);
  MINSYNC_TRY(expect_magic(in, kFileRequestMagic, kRequest));
  FileRequest request;
  request.protocol = in.byte();
  if (request.protocol > kProtocolVersion) return too_new(kRequest, std::to_string(request.protocol));
  read_request(in, request);
  if (!in.done() || request.protocol == 0) return malformed(kRequest, "head");
  return request;
}

std::string encode_file_answer(const FileAnswer& answer) {
  ByteWriter out;
  out.raw(kFileAnswerMagic);
  out.byte(kProtocolVersion);
  out.number(answer.counter);
  out.number(answer.files.size());
  for (const auto& state : answer.files) {
    out.byte(static_cast<std::uint8_t>(state.standing));
    out.number(state.arrived);
    out.text(state.reason);
    out.number(state.args.size());
    for (const auto& arg : state.args) out.text(arg);
  }
  out.text(answer.bytes);
  return out.take();
}

Result<FileAnswer> decode_file_answer(std::string_view bytes) {
  ByteReader in(bytes);
  MINSYNC_TRY(expect_magic(in, kFileAnswerMagic, kAnswer));
  const auto protocol = in.byte();
  if (protocol > kProtocolVersion) return too_new(kAnswer, std::to_string(protocol));
  FileAnswer answer;
  answer.counter = in.number();
  answer.files.resize(in.bounded(std::min(kMaxFilesAsked, in.left())));
  for (auto& state : answer.files) state = read_state(in);
  answer.bytes = in.text(kMaxPieceBytes);
  if (!in.done() || protocol == 0) return malformed(kAnswer, "head");
  return answer;
}

}  // namespace minsync

#include "sync_protocol/codec/payload.h"

#include <zstd.h>

#include <memory>

#include "sync_protocol/codec/fault.h"

namespace minsync {
namespace {

constexpr std::size_t kSmallestBlock = 1024;  // below, a code table of its own costs more than it saves

using Compressor = std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)>;

// False where zstd fails (which it does for want of memory only) or `to` is full.
bool compress_block(ZSTD_CCtx* context, std::string_view from, ZSTD_outBuffer& to, ZSTD_EndDirective end) {
  ZSTD_inBuffer input{from.data(), from.size(), 0};
  for (;;) {
    const auto left = ZSTD_compressStream2(context, &to, &input, end);
    if (ZSTD_isError(left) != 0) return false;
    if (left == 0) return true;
    if (to.pos == to.size) return false;
  }
}

}  // namespace

void PayloadWriter::column_ends() {
  const auto before = cuts_.empty() ? 0 : cuts_.back();
  if (size() - before >= kSmallestBlock) cuts_.push_back(size());
}

// Empty where it would not be smaller.
std::string PayloadWriter::compressed(int level) const {
  const Compressor context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  if (context == nullptr || size() == 0) return {};
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setPledgedSrcSize(context.get(), size());
  std::string out(size() - 1, '\0');
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  std::string_view rest = bytes();
  for (std::size_t i = 0; i < cuts_.size(); ++i) {
    const auto length = cuts_[i] - (i == 0 ? 0 : cuts_[i - 1]);
    if (!compress_block(context.get(), rest.substr(0, length), to, ZSTD_e_flush)) return {};
    rest.remove_prefix(length);
  }
  if (!compress_block(context.get(), rest, to, ZSTD_e_end)) return {};
  out.resize(to.pos);
  return out;
}

void PayloadWriter::pack_into(ByteWriter& out, int compression_level) const {
  const auto small = compressed(compression_level);
  out.number(size());
  out.byte(small.empty() ? 0 : 1);
  out.raw(small.empty() ? std::string_view(bytes()) : std::string_view(small));
}

bool PayloadReader::take_from(std::size_t& budget, std::size_t count) {
  if (count > budget) {
    reject();
    return false;
  }
  budget -= count;
  return ok();
}

Result<std::string_view> unpack(ByteReader& in, std::size_t most, const char* what, std::string& storage) {
  const auto plain = in.bounded(most);
  const auto compression = in.byte();
  const auto packed = in.raw(in.left());
  if (!in.ok() || compression > 1) return malformed(what, "head");
  if (compression == 0) {
    if (packed.size() != plain) return malformed(what, "length");
    return packed;
  }
  if (ZSTD_getFrameContentSize(packed.data(), packed.size()) != plain) return malformed(what, "length");
  storage.resize(plain);
  const auto written = ZSTD_decompress(storage.data(), plain, packed.data(), packed.size());
  if (ZSTD_isError(written) != 0 || written != plain) return malformed(what, "compression");
  return storage;
}

}  // namespace minsync

// The part of a batch or an answer that is compressed where that shrinks it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/result.h"

namespace minsync {

class PayloadWriter : public ByteWriter {
 public:
  // What follows has other statistics than what came before: the compressor starts a new block here (each block has its
  // own code table, which is worth a tenth of the size). Readers need not know.
  void column_ends();
  // Appends plain length, compression byte and payload to `out`.
  void pack_into(ByteWriter& out, int compression_level) const;

 private:
  std::string compressed(int level) const;
  std::vector<std::size_t> cuts_;
};

// Counts what it gives out: a run or a repeated text costs no bytes, so the bytes alone do not bound the memory.
class PayloadReader : public ByteReader {
 public:
  PayloadReader(std::string_view bytes, std::size_t parts, std::size_t text_bytes)
      : ByteReader(bytes), parts_(parts), text_bytes_(text_bytes) {}
  // `count` parts are about to be made; false and failed where that is too many.
  bool take(std::size_t count) { return take_from(parts_, count); }
  bool take_text(std::size_t bytes) { return take_from(text_bytes_, bytes); }
  // Names what is read next, for the fault.
  void section(const char* name) {
    if (ok()) section_ = name;
  }
  const char* section() const { return section_; }

 private:
  bool take_from(std::size_t& budget, std::size_t count);

  std::size_t parts_, text_bytes_;
  const char* section_ = "payload";
};

// Reads what pack_into wrote, to the end of `in`. The plain bytes are bounded by `most` before they are allocated.
// `storage` holds them where they were compressed.
Result<std::string_view> unpack(ByteReader& in, std::size_t most, const char* what, std::string& storage);

}  // namespace minsync

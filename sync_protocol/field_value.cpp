#include "sync_protocol/field_value.h"

namespace minsync {
namespace {

void append_big_endian(std::string& out, std::uint64_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i) & 0xff);
}

void append_text(std::string& out, const std::string& text) {
  append_big_endian(out, text.size(), 4);
  out += text;
}

struct Appender {
  std::string& out;
  void operator()(const Null&) const {}
  void operator()(std::int64_t number) const { append_big_endian(out, static_cast<std::uint64_t>(number), 8); }
  void operator()(const std::string& text) const { append_text(out, text); }
  void operator()(const Options& options) const {
    std::string joined;
    for (const auto& option : options) {
      if (!joined.empty()) joined += ' ';
      joined += option;
    }
    append_text(out, joined);
  }
  void operator()(const RecordId& id) const {
    for (const auto byte : id.value.bytes) out += static_cast<char>(byte);
  }
};

}  // namespace

void append_canonical(std::string& out, const FieldValue& value) {
  out += static_cast<char>(value.index());
  std::visit(Appender{out}, value);
}

}  // namespace minsync

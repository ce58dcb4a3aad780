#include "tests/simulation/oracle.h"

namespace minsync::simulation {

// Devices are numbered 0002… in their time part, which tells them apart.
std::string text_of(const EditId& id) {
  const auto device = id.device.value.text();
  return "d" + device.substr(11, 2) + "." + device.substr(device.size() - 3) + "/" +
         std::to_string(id.incarnation.value) + "/" + std::to_string(id.sequence.value);
}

std::string text_of(const EditKey& key) {
  return text_of(key.first) + "#" + std::to_string(key.second.value % 10'000);
}

std::string text_of(const RecordId& id) {
  const auto text = id.value.text();
  return "r" + text.substr(text.size() - 4);
}

std::string text_of(Version version) {
  return std::to_string(version.value >> kVersionEpochShift) + ":" +
         std::to_string(version.value & ((std::uint64_t{1} << kVersionEpochShift) - 1));
}

std::string text_of(const Fault& fault) {
  std::string out = fault.id;
  for (const auto& arg : fault.args) out += " " + arg;
  return out;
}

std::string text_of(const std::vector<FieldValue>& values) {
  std::string out;
  for (const auto& value : values) {
    if (!out.empty()) out += "|";
    if (is_null(value)) out += "-";
    if (const auto* number = std::get_if<std::int64_t>(&value)) out += std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&value)) out += text->substr(0, 24);
    if (const auto* options = std::get_if<Options>(&value)) {
      for (const auto& option : *options) out += option + " ";
    }
  }
  return "[" + out + "]";
}

}  // namespace minsync::simulation

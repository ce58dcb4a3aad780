// The part of YAML that forms use, as a tree that knows its lines: the only user of yaml-cpp. Anchors, aliases, tags
// and several documents in a file are refused, so that a small file cannot become a large tree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync_protocol/result.h"

namespace minsync {

inline constexpr std::size_t kMaxDefinitionBytes = 512 * 1024;

struct YamlNode {
  enum class Kind { nothing, text, list, map } kind = Kind::nothing;
  int line = 0;  // from 1
  std::string text;
  std::vector<YamlNode> items;    // of a list; the values of a map
  std::vector<std::string> keys;  // of a map, one for each item, as written (a key may be there twice)

  const YamlNode* find(std::string_view key) const;
};

Result<YamlNode> read_yaml(std::string_view text, const std::string& file);

}  // namespace minsync

// Reads the nodes of one YAML file by key and collects every fault found, each with its line.
#pragma once

#include <yaml-cpp/yaml.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/targets/amount.h"
#include "sync_protocol/result.h"

namespace minsync {

class FaultList {
 public:
  explicit FaultList(std::string file) : file_(std::move(file)) {}
  // `args` follow the file's name and the line as {2}, {3}, …
  void add(std::string id, const YAML::Node& at, std::vector<std::string> args = {});
  bool empty() const { return faults_.empty(); }
  // All of them as one bad_input fault "targets.bad_book".
  Fault take();

 private:
  std::string file_;
  std::vector<Fault> faults_;
  std::size_t left_out_ = 0;
};

// What the scalar `node` says; nothing, with a fault that names `key`, where it cannot be read.
std::string read_scalar(const YAML::Node& node, const std::string& key, FaultList& faults);
std::optional<Amount> read_amount(const YAML::Node& node, const std::string& key, FaultList& faults);
std::optional<std::int32_t> read_day(const YAML::Node& node, const std::string& key, FaultList& faults);

// One map of the file. A value that is missing or wrong is reported once and read as nothing or the default given.
class BookSection {
 public:
  // Reports keys that are not in `known` and keys written twice. What `map` lacks is looked up in `general` if given.
  BookSection(const YAML::Node& map, FaultList& faults, const std::vector<std::string_view>& known,
              const BookSection* general = nullptr);

  const YAML::Node& node() const { return map_; }
  bool has(const std::string& key) const { return get(key).has_value(); }
  std::optional<YAML::Node> get(const std::string& key) const;
  // Reports the key as missing.
  std::optional<YAML::Node> need(const std::string& key) const;
  // Nodes of the list `key`; none where it is missing, which is reported if `required`.
  std::vector<YAML::Node> list(const std::string& key, bool required = false) const;

  std::string text(const std::string& key) const;
  std::string need_text(const std::string& key) const;
  bool flag(const std::string& key) const;
  std::optional<Amount> amount(const std::string& key) const;  // ≥ 0 here; read_amount takes any
  // An amount with at most two places: a Rate's or Points' value.
  std::optional<std::int64_t> hundredths(const std::string& key) const;
  std::optional<std::int32_t> day(const std::string& key) const;
  int whole(const std::string& key, int low, int high) const;
  // Index of the word in `words`, or nothing.
  std::optional<std::size_t> choice(const std::string& key, const std::vector<std::string_view>& words) const;

 private:
  YAML::Node map_;
  FaultList& faults_;
  const BookSection* general_;
};

// Calls `use` with each key and value of the map; reports other shapes and keys written twice.
void for_each_entry(const YAML::Node& map, FaultList& faults, const std::string& name,
                    const std::function<void(const std::string&, const YAML::Node&)>& use);

}  // namespace minsync

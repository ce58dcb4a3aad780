#include "shared/forms/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace minsync {
namespace {

constexpr std::size_t kMaxDepth = 20;

int line_of(const YAML::Mark& mark) {
  return mark.line + 1;
}

// yaml-cpp can only be stopped from its events by an exception; read_yaml catches it.
struct Refused : std::runtime_error {
  Refused(std::string id, int at) : std::runtime_error("refused"), fault_id(std::move(id)), line(at) {}
  std::string fault_id;
  int line;
};

class TreeBuilder : public YAML::EventHandler {
 public:
  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    open(mark, anchor, YamlNode::Kind::nothing);
    close();
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { throw Refused("forms.yaml_alias", line_of(mark)); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, const std::string& value) override {
    open(mark, anchor, YamlNode::Kind::text);
    stack_.back().text = value;
    close();
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, anchor, YamlNode::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, anchor, YamlNode::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  void open(const YAML::Mark& mark, YAML::anchor_t anchor, YamlNode::Kind kind) {
    if (anchor != 0) throw Refused("forms.yaml_alias", line_of(mark));
    if (stack_.size() >= kMaxDepth) throw Refused("forms.yaml_too_deep", line_of(mark));
    YamlNode node;
    node.kind = kind;
    node.line = line_of(mark);
    stack_.push_back(std::move(node));
  }

  void close() {
    YamlNode node = std::move(stack_.back());
    stack_.pop_back();
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    YamlNode& parent = stack_.back();
    const bool is_key = parent.kind == YamlNode::Kind::map && parent.keys.size() == parent.items.size();
    if (!is_key) {
      parent.items.push_back(std::move(node));
      return;
    }
    if (node.kind != YamlNode::Kind::text) throw Refused("forms.yaml_key", node.line);
    parent.keys.push_back(std::move(node.text));
  }

  YamlNode root_;
  std::vector<YamlNode> stack_;
};

std::string place(const std::string& file, int line) {
  return file + ":" + std::to_string(line);
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

Result<YamlNode> read_yaml(std::string_view text, const std::string& file) {
  if (text.size() > kMaxDefinitionBytes) {
    return fail(FaultKind::bad_input, "forms.yaml_too_big", {file, std::to_string(kMaxDefinitionBytes / 1024)});
  }
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder;
    if (!parser.HandleNextDocument(builder)) return fail(FaultKind::bad_input, "forms.yaml_empty", {file});
    TreeBuilder second;
    if (parser.HandleNextDocument(second)) return fail(FaultKind::bad_input, "forms.yaml_documents", {file});
    return builder.take();
  } catch (const Refused& refused) {
    return fail(FaultKind::bad_input, refused.fault_id, {place(file, refused.line)});
  } catch (const YAML::Exception& error) {
    return fail(FaultKind::bad_input, "forms.yaml_syntax", {place(file, line_of(error.mark)), error.msg});
  } catch (const std::exception& error) {
    return fail(FaultKind::bad_input, "forms.yaml_syntax", {file, error.what()});
  }
}

}  // namespace minsync

#include "tests/orders/summary.h"

#include "shared/crypto/crypto.h"

namespace minsync::orders {
namespace {

void append(std::string& out, const FieldValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out += std::to_string(*number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    out += *text;
  } else if (const auto* options = std::get_if<Options>(&value)) {
    for (const auto& option : *options) out += "+" + option;
  } else {
    out += "-";
  }
}

void append(std::string& out, const std::vector<FieldValue>& values) {
  char before = '(';
  for (const auto& value : values) {
    out += before;
    append(out, value);
    before = ' ';
  }
  out += values.empty() ? "()" : ")";
}

void append(std::string& out, const EditId& id) {
  out += id.device.value.text().substr(24) + "." + std::to_string(id.incarnation.value) + "." +
         std::to_string(id.sequence.value);
}

void append(std::string& out, const GroupState& group) {
  out += "group " + std::to_string(group.number.value) + " shows ";
  append(out, group.shown);
  for (const auto& head : group.heads) {
    out += "\n  ";
    append(out, head.origin.edit);
    out += " at " + std::to_string(head.origin.stamp.value) + " rank " + std::to_string(head.origin.rank) + " ";
    append(out, head.values);
    append(out, head.displayed);
  }
  out += "\n";
}

std::string in_words(const RecordState& record) {
  std::string out = record.deleted ? "deleted\n" : "";
  for (const auto& group : record.groups) append(out, group);
  for (const auto& removal : record.removals) {
    out += "removal ";
    append(out, removal.origin.edit);
    out += "\n";
  }
  return out;
}

void add_conflicts(std::vector<std::string>& out, const Form& form, const RecordState& record) {
  for (const auto& group : record.groups) {
    const auto conflict = conflict_of(*form.group(group.number), group);
    if (conflict.others.empty()) continue;
    std::string line = record.id.value.text() + " " + std::to_string(group.number.value) + ": ";
    append(line, conflict.shown->origin.edit);
    append(line, conflict.shown->values);
    for (const Head* other : conflict.others) {
      line += " | ";
      append(line, other->origin.edit);
      append(line, other->values);
    }
    out.push_back(std::move(line));
  }
}

}  // namespace

Summary summary_of(const Form& form, const std::map<RecordId, RecordState>& records) {
  Summary summary;
  std::string all;
  for (const auto& [id, record] : records) {
    std::string words = in_words(record);
    all += id.value.text() + "\n" + words;
    summary.records.emplace(id, std::move(words));
    add_conflicts(summary.open_conflicts, form, record);
  }
  summary.digest = hex(sha256(all));
  return summary;
}

std::string difference(const Summary& expected, const Summary& found) {
  if (expected.digest == found.digest) return {};
  for (const auto& [id, words] : expected.records) {
    const auto other = found.records.find(id);
    const std::string there = other == found.records.end() ? "(nothing)" : other->second;
    if (there != words) return "record " + id.value.text() + "\nexpected:\n" + words + "found:\n" + there;
  }
  return "records that nobody made";
}

}  // namespace minsync::orders

#include "shared/store/form_definitions.h"

#include <algorithm>

namespace minsync {
namespace {

constexpr std::string_view kPart = "part_";
// Of one part, in bytes: a value takes 64 KiB, and most characters of a definition are ASCII or three bytes long.
constexpr std::size_t kPartBytes = 19'000;

std::vector<const Field*> parts_of(const Form& carrier) {
  std::vector<const Field*> parts;
  for (const auto& field : carrier.fields) {
    if (field.name.starts_with(kPart)) parts.push_back(&field);
  }
  return parts;
}

std::pair<std::string_view, std::int64_t> by_name_and_version(const FormDefinition& one) {
  return {one.name, one.version};
}

FormDefinition definition_in(const Form& carrier, const FieldValues& shown) {
  FormDefinition definition;
  const auto text = [&](const Field& field) {
    const auto found = shown.find(field.number);
    return found == shown.end() ? std::string() : std::get<std::string>(found->second);
  };
  definition.name = text(*carrier.field("name"));
  for (const auto* part : parts_of(carrier)) definition.yaml += text(*part);
  const auto version = shown.find(carrier.field("edition")->number);
  if (version != shown.end()) definition.version = std::get<std::int64_t>(version->second);
  return definition;
}

// The end of a piece of at most `kPartBytes` that cuts no character.
std::size_t piece_size(std::string_view text) {
  std::size_t size = std::min(text.size(), kPartBytes);
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return size;
}

Result<std::vector<FormDefinition>> definitions_in(RecordTables& records, const Form& carrier) {
  std::vector<FormDefinition> all;
  MINSYNC_TRY(records.scan(carrier, std::nullopt, [&](StoredRecord& record) -> Result<bool> {
    if (!record.deleted) all.push_back(definition_in(carrier, record.shown));
    return true;
  }));
  std::ranges::sort(all, {}, by_name_and_version);
  return all;
}

}  // namespace

Result<FieldValues> definition_values(const Form& carrier, const Form& defined, std::string_view yaml) {
  FieldValues values{{carrier.field("name")->number, FieldValue(defined.name)},
                     {carrier.field("edition")->number, FieldValue(std::int64_t{defined.version})}};
  const auto parts = parts_of(carrier);
  for (const auto* part : parts) {
    if (yaml.empty()) break;
    const auto size = piece_size(yaml);
    values[part->number] = FieldValue(std::string(yaml.substr(0, size)));
    yaml.remove_prefix(size);
  }
  if (yaml.empty()) return values;
  return fail(FaultKind::bad_input, "forms.definition_too_long", {std::to_string(parts.size() * kPartBytes)});
}

Result<LearnedForms> learn_forms(RecordTables& records, const FormCatalogue& forms,
                                 const std::vector<FormDefinition>& former) {
  LearnedForms learned;
  MINSYNC_ASSIGN(const Form* carrier, forms.get(kFormDefinition));
  MINSYNC_ASSIGN(learned.stored, definitions_in(records, *carrier));
  auto definitions = learned.stored;
  definitions.insert(definitions.end(), former.begin(), former.end());
  std::ranges::sort(definitions, {}, by_name_and_version);
  for (const auto& definition : definitions) {
    const Form* present = forms.find(definition.name);
    if (present == nullptr || present->version < definition.version) {
      auto form = read_form(definition.yaml, definition.name);
      const bool taken = form.has_value() && forms.learn(std::move(*form)).has_value();
      if (!taken) learned.faults.push_back(definition.name);
    }
    present = forms.find(definition.name);
    if (present != nullptr) MINSYNC_TRY(records.prepare(*present));
  }
  for (const auto& [name, yaml, version] : learned.stored) learned.mark += name + " " + std::to_string(version) + "\n";
  for (const auto* form : forms.forms()) learned.mark += form->name + "=" + std::to_string(form->version) + "\n";
  return learned;
}

}  // namespace minsync

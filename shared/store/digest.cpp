#include "shared/store/digest.h"

#include "shared/store/bundle_keys.h"

namespace minsync {
namespace {

void append_number(std::string& out, std::uint64_t number) {
  append_canonical(out, FieldValue(static_cast<std::int64_t>(number)));
}

void append_record(std::string& out, const Form& form, const StoredRecord& record) {
  append_canonical(out, FieldValue(form.name));
  append_canonical(out, FieldValue(record.state.id));
  append_number(out, record.state.unit.value);
  for (const auto& group : record.state.groups) {
    const GroupRule* rule = form.group(group.number);
    if (rule == nullptr) continue;
    for (std::size_t i = 0; i < rule->fields.size(); ++i) {
      append_number(out, rule->fields[i].value);
      const auto shown = record.shown.find(rule->fields[i]);
      append_canonical(out, shown == record.shown.end() ? FieldValue(Null{}) : shown->second);
      append_number(out, group.version.value);
    }
  }
}

}  // namespace

Result<Digest> digest_of(RecordTables& records, const FormCatalogue& forms,
                         const std::function<bool(const Form&, UnitId)>& in_scope) {
  Hasher hasher;
  std::string bytes;
  for (const auto& form : forms.forms()) {
    // Made by the hub for itself, and nothing that anybody entered.
    if (form->name == kBundleKeyForm) continue;
    MINSYNC_TRY(records.scan(*form, {}, [&](StoredRecord& record) -> Result<bool> {
      if (record.deleted || !in_scope(*form, record.state.unit)) return true;
      bytes.clear();
      append_record(bytes, *form, record);
      hasher.add(bytes);
      return true;
    }));
  }
  return hasher.finish();
}

}  // namespace minsync

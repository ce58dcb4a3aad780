#include "shared/store/bundle_keys.h"

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

template <typename T>
std::optional<T> value_in(const Form& form, const FieldValues& values, const char* name) {
  const Field* field = form.field(name);
  const auto found = field == nullptr ? values.end() : values.find(field->number);
  const auto* value = found == values.end() ? nullptr : std::get_if<T>(&found->second);
  return value == nullptr ? std::nullopt : std::optional<T>(*value);
}

std::optional<BundleKey> key_in(const Form& form, const StoredRecord& record) {
  const auto device = Uuid::parse(value_in<std::string>(form, record.shown, "device").value_or(""));
  const auto unit = value_in<std::int64_t>(form, record.shown, "unit");
  const auto point = from_base64(value_in<std::string>(form, record.shown, "key").value_or(""));
  const bool sound = device && unit && *unit > 0 && *unit <= UINT32_MAX && point && PublicKey::from_point(*point);
  if (!sound) return std::nullopt;
  BundleKey key{record.state.id, DeviceId{*device}, UnitId{static_cast<std::uint32_t>(*unit)}, *point, {}};
  if (const auto ended = value_in<std::int64_t>(form, record.shown, "ended_on")) {
    key.ended_on = static_cast<std::int32_t>(*ended);
  }
  return key;
}

}  // namespace

FieldValues values_of(const Form& form, const BundleKey& key) {
  FieldValues values;
  const auto put = [&](const char* name, FieldValue value) { values[form.field(name)->number] = std::move(value); };
  put("device", key.device.value.text());
  put("unit", std::int64_t{key.unit.value});
  put("key", base64(key.point));
  if (key.ended_on) put("ended_on", std::int64_t{*key.ended_on});
  return values;
}

Result<std::vector<BundleKey>> read_bundle_keys(RecordTables& records, const FormCatalogue& forms) {
  std::vector<BundleKey> all;
  const Form* form = forms.find(kBundleKeyForm);
  if (form == nullptr) return all;
  MINSYNC_TRY(records.scan(*form, std::nullopt, [&](StoredRecord& record) -> Result<bool> {
    if (record.deleted) return true;
    if (auto key = key_in(*form, record)) all.push_back(std::move(*key));
    return true;
  }));
  return all;
}

}  // namespace minsync

#include "shared/store/bundle_keys.h"

#include "shared/crypto/crypto.h"
#include "shared/store/carrier_records.h"

namespace minsync {
namespace {

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
  return read_carriers<BundleKey>(records, forms, kBundleKeyForm, key_in);
}

}  // namespace minsync

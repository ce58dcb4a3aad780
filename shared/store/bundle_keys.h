// The public keys of the counties' computers, as records of the form bundle_key: townships seal their bundles for them
// as well, so that the county can look into what it brings.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/forms/form.h"
#include "shared/store/record_tables.h"

namespace minsync {

inline constexpr const char* kBundleKeyForm = "bundle_key";

struct BundleKey {
  RecordId record;
  DeviceId device;
  UnitId unit;
  std::string point;                     // SEC 1
  std::optional<std::int32_t> ended_on;  // days since 1970-01-01
};

FieldValues values_of(const Form& form, const BundleKey& key);
// Ended ones too; what is no key is left out.
Result<std::vector<BundleKey>> read_bundle_keys(RecordTables& records, const FormCatalogue& forms);

}  // namespace minsync

// Who may do what, decided in one place, for each edit, at the hub.
#pragma once

#include "hub/ingest/scope.h"
#include "shared/forms/city_forms.h"

namespace minsync {

// Why an edit is refused: a message of the catalogue, and the field it is about ("" for the whole edit).
struct Refusal {
  std::string reason;
  std::vector<std::string> args;
  std::string field;
};

inline constexpr const char* kRecordUnknown = "hub.record_unknown";
inline constexpr const char* kRecordPurged = "hub.record_purged";

// The edit against form, scope, role, value types and the workflow's transitions. `record` is nullptr for a record that
// the hub does not have. Nothing is returned if the edit may be merged. `proven`: the hub had merged it before it
// lost it; then scope and transition are not judged again.
std::optional<Refusal> refusal_of(const IngestContext& context, const Device& device, const Standing& standing,
                                  const Form* form, const Edit& edit, const StoredRecord* record, bool proven = false);

bool sees_form(const Device& device, const std::string& form);

}  // namespace minsync

// Records and conflicts as the command lines of client and hub print them: the JSON that scripts rely on.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "shared/divisions/divisions.h"
#include "shared/forms/disclosure.h"
#include "shared/store/record_tables.h"
#include "sync_protocol/merge.h"

namespace minsync {

// Numbers for integers, texts for decimals, dates and choices, an array for several choices, null for nothing; a text
// with * for what is hidden.
nlohmann::json value_json(const Field& field, const FieldValue& value, Disclosure disclosure);

// One field's value, or an object by field name for fields that merge as one.
nlohmann::json group_json(const Form& form, const GroupRule& rule, const std::vector<FieldValue>& values,
                          Disclosure disclosure);

// {"id","form","org","state","version","fields":{name:value}}; every field of the form is there.
nlohmann::json record_json(const Form& form, const StoredRecord& record, Disclosure disclosure);

// {"code","name","level","parent"}
nlohmann::json unit_json(const Divisions& divisions, const UnitSpan& unit);
std::string level_name(UnitLevel level);

// Who made an edit, as its own store knows: name and the code of its org unit.
struct AuthorName {
  std::string name, org;
};

// {"id","record","form","field" or "group","kind","state","base","current","incoming","others"}, each side with value,
// author, org and time (base: the value alone is known, and only under review); nothing if the group is in no conflict.
nlohmann::json conflict_json(const Form& form, RecordId record, const GroupState& state,
                             const std::function<AuthorName(const EditId&)>& author, Disclosure disclosure);

// RECORD:GROUP, as conflicts are named.
std::string conflict_id(RecordId record, GroupNumber group);
Result<std::pair<RecordId, GroupNumber>> parse_conflict_id(std::string_view text);
Result<RecordId> parse_record_id(std::string_view text);

// What `--keep` chooses of a conflict: "current", "incoming", "base", or "value=…" for a group of one field.
Result<std::vector<FieldValue>> chosen_values(const Form& form, const GroupState& state, std::string_view keep);

// "2026-11-22T08:30:00Z" of Unix ms.
std::string time_text(std::int64_t unix_ms);

}  // namespace minsync

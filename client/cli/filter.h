// Which records a list or an export is about.
#pragma once

#include <functional>
#include <string>

#include "client/cli/context.h"
#include "shared/store/record_tables.h"

namespace minsync {

using RecordFilter = std::function<bool(const StoredRecord&)>;

// `where`: an expression over the form's fields, state, org and id; `search`: letters that stand anywhere in the values
// or labels, whatever their case. Empty ones choose all; deleted records are never chosen. `form` must outlive it.
Result<RecordFilter> record_filter(const Form& form, const std::string& where, const std::string& search,
                                   Language language);

}  // namespace minsync

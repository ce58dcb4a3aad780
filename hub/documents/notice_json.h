// What merging decided by itself, as `conflict notices` prints it and the console shows it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hub/documents/names.h"
#include "hub/review/notices.h"
#include "shared/forms/disclosure.h"

namespace minsync {

// "parallel", "overwritten"; nothing for another word.
std::optional<NoticeKind> read_notice_kind(std::string_view word);

// {"notices":[{"record","form","org","title","closed","version","received","lines":[…]}],"next","looked_back_to"}; a
// line is {"kind","field" or "group","kept","aside","now","state","returnable"}, each side {"value","author","org",
// "time","version"}, `aside` null where there was nothing. `version` of a side is what record/put-back takes; 0 for
// what no one edit says alone.
nlohmann::json notices_json(const NoticesPage& page, const AuthorNames& authors, Disclosure disclosure);

}  // namespace minsync

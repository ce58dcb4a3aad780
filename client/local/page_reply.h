// The page's own files.
#pragma once

#include <optional>
#include <string_view>

#include "client/local/request.h"
#include "shared/text/text.h"

namespace minsync {

// "/" is the page itself, or, in a program that was built without it, a text that says so. Nothing for what is no file.
// What lies under /assets/ is named by its content: browsers may keep it.
std::optional<LocalReply> page_reply(std::string_view path, Language language);

}  // namespace minsync

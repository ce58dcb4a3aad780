// Requests and answers for attached files as JSON, without the bytes they carry.
#pragma once

#include "client/cli/context.h"

namespace minsync {

// Nothing for bytes that are neither.
std::optional<Json> file_message_json(std::string_view bytes);

}  // namespace minsync

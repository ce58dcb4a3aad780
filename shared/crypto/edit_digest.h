// The digest by which two edits with one number are told apart (ids.h, EditDigest).
#pragma once

#include "sync_protocol/messages.h"

namespace minsync {

// First 8 bytes, big-endian, of the SHA-256 of the edit as PROTOCOL.md writes one by itself ("Pieces"). Never 0.
EditDigest edit_digest(const Edit& edit);

// Of a batch without its signature.
BatchDigest batch_digest(std::string_view batch);

}  // namespace minsync

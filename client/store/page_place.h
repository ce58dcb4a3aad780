// Where a page of changes stands to what is stored here. By line it mostly follows; a stick brings pages late, again
// and in any order, and between two exchanges by line.
#pragma once

#include "sync_protocol/messages.h"

namespace minsync {

enum class PagePlace : std::uint8_t {
  follows,  // made for exactly what is stored here
  reaches,  // begins within what is stored here and goes on beyond it
  known,    // ends within what is stored here
  gap       // begins beyond it, or in another history: not to be stored
};

// `here`: the stored cursor of the partition. `asked`: the one that the page answers; `start`: the one that the first
// page of its answers answered. `epoch`: the answer's. A partition never told has a cursor of zeros.
PagePlace place_of(const Cursor& here, const Cursor& asked, const Cursor& start, const PartitionChanges& page,
                   std::uint16_t epoch);

// The cursor once the page is stored.
Cursor cursor_after(PagePlace place, const Cursor& here, const PartitionChanges& page);

Cursor cursor_of(const std::vector<Cursor>& cursors, PartitionId partition);

}  // namespace minsync

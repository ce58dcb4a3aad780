#include "client/store/page_place.h"

#include <algorithm>

namespace minsync {
namespace {

// From where on the answers tell of everything.
Version begin_of(const Cursor& asked, const Cursor& start, const PartitionChanges& page) {
  const bool all = page.anew || is_told_anew(asked.whole) || is_told_anew(page.cursor.whole);
  return all ? Version{} : start.version;
}

}  // namespace

// What is whole here up to `whole` and beyond the answers' begin lacks nothing that lies before their begin. So all
// that it lacks up to the page's end is in the answers' pages up to this one. A cursor of an earlier epoch may stand on
// what the hub lost, and where everything is being told anew only the very next page is of use.
PagePlace place_of(const Cursor& here, const Cursor& asked, const Cursor& start, const PartitionChanges& page,
                   std::uint16_t epoch) {
  if (here == asked) return PagePlace::follows;
  if (page.cursor.version <= here.version) return PagePlace::known;
  const bool nothing_here = here.version.value == 0;
  const bool same_history = nothing_here || epoch_of(here.version) == epoch;
  const bool connects = here.whole >= begin_of(asked, start, page);
  return !is_told_anew(here.whole) && same_history && connects ? PagePlace::reaches : PagePlace::gap;
}

Cursor cursor_after(PagePlace place, const Cursor& here, const PartitionChanges& page) {
  if (place == PagePlace::follows) return page.cursor;
  if (place != PagePlace::reaches) return here;
  Cursor after = page.cursor;
  after.whole = page.complete ? after.version : here.whole;
  return after;
}

Cursor cursor_of(const std::vector<Cursor>& cursors, PartitionId partition) {
  const auto known = std::ranges::find(cursors, partition, &Cursor::partition);
  return known == cursors.end() ? Cursor{partition, {}, {}, {}} : *known;
}

}  // namespace minsync

#include "hub/ingest/feed_writer.h"

#include "hub/ingest/scope.h"

namespace minsync {

// Boundaries may have changed since it was written: then it stands under a township that the unit was in before, and
// where it is now there may be a mark of that version.
Result<std::optional<FeedEntry>> feed_before(const MergePlace& place, const RecordState& record) {
  if (record.version.value == 0) return std::nullopt;
  const auto find = [&](UnitId unit) { return place.store.find_feed(place.partition, unit, record.version); };
  MINSYNC_ASSIGN(auto now, find(place_of(place.divisions, record.unit).township));
  if (now && !now->left) return now;
  for (const auto unit : place.divisions.ever_at_level(record.unit, UnitLevel::township)) {
    MINSYNC_ASSIGN(auto before, find(unit));
    if (before && !before->left) return before;
  }
  return std::nullopt;
}

// Devices of a unit whose own partition is another one must know that they find something here.
static Status put(const MergePlace& place, const FeedEntry& entry) {
  if (partition_of(place.divisions, entry.unit) != place.partition) {
    MINSYNC_TRY(place.store.add_foreign(place.partition, entry.unit));
  }
  return place.store.put_feed(place.partition, entry);
}

Status write_feed(const MergePlace& place, const Form& form, const RecordState& state,
                  const std::optional<FeedEntry>& before, const std::optional<Departure>& departed,
                  const ShownBy& shown_by) {
  const Place now = departed ? departed->to : place_of(place.divisions, state.unit);
  FeedEntry entry{state.version,
                  now.township,
                  form.name,
                  state.id,
                  shown_by.device,
                  shown_by.life,
                  before ? before->version : Version{},
                  now.county};
  if (before) {
    const bool same = before->author == entry.author && before->incarnation == entry.incarnation;
    if (!entry.author.value.is_nil() && same) entry.foreign = before->foreign;
    MINSYNC_TRY(place.store.drop_feed(place.partition, before->unit, before->version));
  }
  if (departed) {
    Stay stay = departed->from;
    stay.until = state.version;
    MINSYNC_TRY(place.store.put_stay(state.id, stay));
    if (stay.township != entry.unit) {
      MINSYNC_TRY(put(place, {state.version, stay.township, form.name, state.id, {}, {}, {}, stay.county, true}));
    }
  }
  return put(place, entry);
}

std::optional<Departure> author_left(const Divisions& divisions, const Device& author, const StoredRecord& record) {
  const Place placed = place_of(divisions, record.state.unit);
  if (Scope(divisions, author).reads(placed)) return std::nullopt;
  const Place own = place_of(divisions, author.unit);
  return Departure{{record.state.version, author.unit, own.township, own.county}, placed};
}

}  // namespace minsync

// What merging decided by itself and people should look at once more: values that another office's overwrote, and edits
// of several offices in one record that stand side by side. Nothing of it is stored: the journal says of each edit
// whether anybody had to be told of it, and the record's life says of what.
#pragma once

#include <optional>

#include "hub/ingest/journal_reader.h"
#include "shared/divisions/divisions.h"

namespace minsync {

enum class NoticeKind : std::uint8_t { parallel, overwritten };

// What is shown of a group, and by whose edit. Of totals and sets it is what all edits made of it, by the last of them.
struct Written {
  std::vector<FieldValue> values;
  EditId edit;
  Stamp stamp;
  Version version;
};

enum class NoticeNow : std::uint8_t {
  stands,    // what merging had shown is shown still
  put_back,  // what it had laid aside is shown
  changed    // something else is
};

struct NoticeLine {
  NoticeKind kind = NoticeKind::parallel;
  GroupNumber group;
  Written kept;                  // shown after merging
  std::optional<Written> aside;  // overwritten: the other office's value; parallel: what was there before, if anything
  Written now;
  NoticeNow state = NoticeNow::stands;
  bool returnable = false;  // `aside` can take the place of `now` (putting_back.h), unless the record is closed
};

// Of one edit: its own groups that were overwritten or overwrote, and those that met others' with the others'.
struct Notice {
  RecordId record;
  Version version;               // of the edit
  std::int64_t received_ms = 0;  // when the hub merged it
  std::vector<NoticeLine> lines;
};

// All of a record, the oldest first. `life` as JournalReader::life_of has it.
std::vector<Notice> notices_in(const Form& form, const StoredRecord& record, const std::vector<MergedEdit>& life);

struct FoundNotice {
  const Form* form = nullptr;
  StoredRecord record;  // as it stands
  Notice notice;
};

struct NoticesWanted {
  std::string form{};                // empty: all
  std::optional<UnitId> root{};      // the record stands in it or below
  std::optional<NoticeKind> kind{};  // with a line of it
  std::string after{};               // `next` of the page before
  std::size_t limit = 50;
};

struct NoticesPage {
  std::vector<FoundNotice> notices;  // the newest first
  // "" at the end. A page may be short of its limit, or empty: one looks at so many edits and bytes at most.
  std::string next;
  std::int64_t looked_back_to_ms = 0;  // to what the hub received then; 0: it has received nothing
};

// Living records alone. Call it inside a read snapshot. Fault: bad_input, `after` is none.
Result<NoticesPage> read_notices(HubStore& store, const FormCatalogue& forms, const Divisions& divisions,
                                 const NoticesWanted& wanted);

}  // namespace minsync

// What most of a first upload is: creations that stand on nothing, of records that nobody knows, in the author's own
// unit, with nothing in them to refuse. Of these merging, feed and verdict are known beforehand, and a run of them is
// written together. Everything else goes the long way, edit by edit (arrival.h), which makes the same of these:
// `rebuild --verify` compares the two.
#pragma once

#include <map>

#include "hub/ingest/arrival.h"

namespace minsync {

class NewRecords {
 public:
  // `ingest`, without evidence or recovery, of a device of which there is one copy. All must outlive this.
  NewRecords(Ingest& ingest, const Batch& batch, const std::vector<const Form*>& fitting)
      : ingest_(ingest), batch_(batch), fitting_(fitting) {}

  // Takes the batch's edits from the `first`th on; how many there were to take. 0: that one goes the long way.
  Result<std::size_t> take(std::size_t first);

 private:
  struct PlainGroup {
    const GroupRule* rule;
    std::vector<const Field*> fields;
    bool is_status;
  };
  // What this author may create of a form without a further look.
  struct PlainForm {
    const Form* form = nullptr;  // null: nothing
    std::vector<PlainGroup> groups;
  };
  struct PlainUnit {
    bool is_plain = false;
    Place place{};
  };

  const PlainForm& form_for(const Edit& edit);
  Result<const PlainUnit*> unit_for(const Edit& edit);
  Result<bool> is_plain(std::size_t at, const PlainForm& form);
  Status note(std::span<const Edit> edits, const std::vector<FeedEntry>& feed);

  Ingest& ingest_;
  const Batch& batch_;
  const std::vector<const Form*>& fitting_;
  std::map<std::string, PlainForm, std::less<>> forms_;
  std::map<std::pair<std::string, UnitId>, PlainUnit> units_;
  std::optional<bool> has_purged_;
};

}  // namespace minsync

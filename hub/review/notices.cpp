// The journal backwards, all partitions beside one another. `next` says for each that is not at its end below which
// version it goes on: "PARTITION.VERSION", joined by "_".
#include "hub/review/notices.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace minsync {
namespace {

// What one page looks at, some 0.3 s at most; and how many entries of a partition are fetched together.
constexpr std::size_t kMostEntries = 4'000, kMostLifeEdits = 20'000, kFetched = 16;
constexpr std::uint64_t kMostBytes = 64u << 20;

struct Stream {
  PartitionId partition;
  Version below;                       // everything from here on was looked at
  std::vector<EntryVerdicts> ahead{};  // the newest last
};

tl::unexpected<Fault> bad_place() {
  return fail(FaultKind::bad_input, "hub.bad_cursor");
}

template <typename Number>
bool take_number(std::string_view& text, Number& number, char end) {
  const auto stop = std::min(text.find(end), text.size());
  const auto [last, error] = std::from_chars(text.data(), text.data() + stop, number);
  const bool whole = error == std::errc{} && last == text.data() + stop && stop > 0;
  text.remove_prefix(std::min(stop + 1, text.size()));
  return whole;
}

Result<std::map<PartitionId, Version>> read_place(const std::string& after) {
  std::map<PartitionId, Version> places;
  for (std::string_view rest = after; !rest.empty();) {
    PartitionId partition;
    Version version;
    if (!take_number(rest, partition.value, '.') || !take_number(rest, version.value, '_')) return bad_place();
    places[partition] = version;
  }
  return places;
}

// Partitions in which records of the wanted unit may stand.
Result<bool> holds_any(HubStore& store, const Divisions& divisions, PartitionId partition, UnitId root) {
  if (partition_of(divisions, root) == partition || divisions.is_within(UnitId{partition.value}, root)) return true;
  MINSYNC_ASSIGN(const auto foreign, store.foreign());
  return std::ranges::any_of(
      foreign, [&](const auto& stay) { return stay.first == partition && divisions.is_within(stay.second, root); });
}

class NoticeWalk {
 public:
  NoticeWalk(HubStore& store, const FormCatalogue& forms, const Divisions& divisions, const NoticesWanted& wanted)
      : store_(store), forms_(forms), divisions_(divisions), wanted_(wanted), edits_(store), lives_(store) {}

  Status begin() {
    MINSYNC_ASSIGN(const auto places, read_place(wanted_.after));
    MINSYNC_ASSIGN(const auto partitions, store_.partitions());
    for (const auto& one : partitions) {
      Version below{one.last.value + 1};
      if (!wanted_.after.empty()) {
        const auto place = places.find(one.id);
        if (place == places.end()) continue;
        below = std::min(below, place->second);
      }
      bool wanted = true;
      if (wanted_.root) {
        MINSYNC_ASSIGN(wanted, holds_any(store_, divisions_, one.id, *wanted_.root));
      }
      if (wanted) streams_.push_back({one.id, below});
    }
    return {};
  }

  Status go() {
    for (;;) {
      MINSYNC_ASSIGN(Stream * stream, newest());
      if (stream == nullptr || is_full()) return {};
      MINSYNC_TRY(look_at(*stream));
    }
  }

  NoticesPage page() && {
    for (const auto& stream : streams_) {
      page_.next += (page_.next.empty() ? "" : "_") + std::to_string(stream.partition.value) + "." +
                    std::to_string(stream.below.value);
    }
    return std::move(page_);
  }

 private:
  bool is_full() const {
    return page_.notices.size() >= wanted_.limit || entries_ >= kMostEntries || bytes_ >= kMostBytes ||
           life_edits_ >= kMostLifeEdits;
  }

  // The one whose next entry came last; those at their end are left out from here on.
  Result<Stream*> newest() {
    for (auto stream = streams_.begin(); stream != streams_.end();) {
      if (stream->ahead.empty()) {
        MINSYNC_ASSIGN(stream->ahead, store_.verdicts_below(stream->partition, stream->below, kFetched));
        std::ranges::reverse(stream->ahead);
      }
      stream = stream->ahead.empty() ? streams_.erase(stream) : stream + 1;
    }
    const auto found = std::ranges::max_element(
        streams_, {}, [](const Stream& one) { return std::pair(one.ahead.back().at_ms, one.partition); });
    return found == streams_.end() ? nullptr : &*found;
  }

  Status look_at(Stream& stream) {
    const auto& entry = stream.ahead.back();
    std::vector<Verdict> verdicts;  // an act has none
    if (!entry.verdicts.empty()) {
      MINSYNC_ASSIGN(verdicts, decode_verdicts(entry.verdicts));
    }
    page_.looked_back_to_ms = entry.at_ms;
    ++entries_;
    bytes_ += entry.batch_bytes;
    for (auto i = verdicts.size(); i > 0; --i) {
      const Version version{entry.first.value + i - 1};
      if (version >= stream.below) continue;
      const auto& verdict = verdicts[i - 1];
      if (verdict.kind == Verdict::Kind::merged && !verdict.clean) MINSYNC_TRY(look_at(stream.partition, version));
      stream.below = version;
      if (is_full() && i > 1) return {};
    }
    stream.below = entry.first;
    stream.ahead.pop_back();
    return {};
  }

  Status look_at(PartitionId partition, Version version) {
    MINSYNC_ASSIGN(const auto journaled, edits_.read(partition, version));
    if (!journaled) return fail(FaultKind::integrity, "common.damaged", {"journal"});
    const Edit& edit = journaled->edit;
    if (edit.kind != EditKind::create && edit.kind != EditKind::change) return {};
    if (!wanted_.form.empty() && edit.form != wanted_.form) return {};
    const Form* form = forms_.find(edit.form);
    if (form == nullptr) return {};
    MINSYNC_ASSIGN(const Known* known, known_of(*form, edit.record));
    const auto notice = std::ranges::find(known->notices, version, &Notice::version);
    if (notice == known->notices.end() || !is_wanted(*notice)) return {};
    page_.notices.push_back({form, known->record, *notice});
    return {};
  }

  bool is_wanted(const Notice& notice) const {
    return !wanted_.kind || std::ranges::find(notice.lines, *wanted_.kind, &NoticeLine::kind) != notice.lines.end();
  }

  // A record of which one notice is on the page often has others there.
  struct Known {
    StoredRecord record;
    std::vector<Notice> notices;
  };
  Result<const Known*> known_of(const Form& form, RecordId id) {
    const auto [found, fresh] = known_.try_emplace(id);
    Known& known = found->second;
    if (!fresh) return &known;
    MINSYNC_ASSIGN(auto record, store_.records().load(form, id));
    const bool outside = record && wanted_.root && !divisions_.is_within(record->state.unit, *wanted_.root);
    if (!record || record->deleted || outside) return &known;
    MINSYNC_ASSIGN(const auto life, lives_.life_of(record->partition, id, record->state.version));
    life_edits_ += life.size();
    known.notices = notices_in(form, *record, life);
    known.record = *std::move(record);
    return &known;
  }

  HubStore& store_;
  const FormCatalogue& forms_;
  const Divisions& divisions_;
  const NoticesWanted& wanted_;
  JournalReader edits_, lives_;  // each keeps the entry it read last
  std::vector<Stream> streams_;
  std::map<RecordId, Known> known_;
  std::size_t entries_ = 0, life_edits_ = 0;
  std::uint64_t bytes_ = 0;
  NoticesPage page_;
};

}  // namespace

Result<NoticesPage> read_notices(HubStore& store, const FormCatalogue& forms, const Divisions& divisions,
                                 const NoticesWanted& wanted) {
  NoticeWalk walk(store, forms, divisions, wanted);
  MINSYNC_TRY(walk.begin());
  MINSYNC_TRY(walk.go());
  return std::move(walk).page();
}

}  // namespace minsync

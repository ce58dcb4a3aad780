#include "tests/orders/history.h"

#include <algorithm>
#include <deque>

#include "sync_protocol/hybrid_clock.h"
#include "tests/generator/dice.h"
#include "tests/orders/first_hub.h"

namespace minsync::orders {
namespace {

using Values = std::vector<FieldValue>;

constexpr int kEditsInRound = 150, kRecordsInWork = 40;
constexpr std::uint64_t kBegin = 1'800'000'000'000, kBetweenEdits = 7'000, kMinute = 60'000;
const std::vector<std::string> kWords = {"a", "b", "c", "d"};

// A record as one office has it.
struct Copy {
  RecordState received;
  Version read;                  // the end of the round in which it was read
  std::vector<std::size_t> own;  // own edits that `received` does not show yet, oldest first
};

struct Office {
  OfficeCard card;
  HybridClock clock;
  std::int64_t clock_error_ms = 0;
  std::uint64_t sequence = 0;
  std::map<RecordId, Copy> copies;
  std::deque<std::size_t> outbox;
  std::vector<std::size_t> refused;  // of which it has not been told
};

bool all_null(const Values& values) {
  return std::ranges::all_of(values, is_null);
}

const GroupChange* change_in(const Edit& edit, GroupNumber group) {
  const auto found = std::ranges::find(edit.changes, group, &GroupChange::group);
  return found == edit.changes.end() ? nullptr : &*found;
}

class Player {
 public:
  Player(const Form& form, UnitId unit, std::uint64_t seed, Kinds kinds)
      : form_(form), unit_(unit), dice_(seed), kinds_(kinds), hub_(form, !kinds.free_transitions) {
    const Role roles[kOffices] = {Role::township, Role::township, Role::township, Role::township,
                                  Role::county,   Role::county,   Role::county,   Role::city};
    const std::int64_t wrong_min[kOffices] = {0, 240, 0, -600, 0, 11, -90, 0};
    for (std::size_t i = 0; i < kOffices; ++i) {
      Office office;
      office.card = {DeviceId{new_id()}, roles[i]};
      office.clock_error_ms = dice_.between(-120, 120) * 1000;
      if (kinds.wrong_clocks) office.clock_error_ms += wrong_min[i] * static_cast<std::int64_t>(kMinute);
      history_.offices.push_back(office.card);
      offices_.push_back(std::move(office));
    }
  }

  History play(std::size_t edits) {
    history_.written.reserve(edits);
    while (history_.written.size() < edits) {
      const std::size_t until = std::min(edits, history_.written.size() + kEditsInRound);
      while (history_.written.size() < until) write(any_office());
      end_round(until == edits);
    }
    history_.records = hub_.take_records();
    return std::move(history_);
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(dice_.below(static_cast<int>(n))); }
  Office& any_office() { return offices_[below(kOffices)]; }

  Uuid new_id() {
    std::array<std::uint8_t, 10> random{};
    for (auto& byte : random) byte = static_cast<std::uint8_t>(dice_.below(256));
    return Uuid::version7(kBegin, random);
  }

  // What users do.

  void write(Office& office) {
    now_ms_ += kBetweenEdits;
    const RecordId id = record_for(office);
    if (id == RecordId{}) return create(office);
    Copy& copy = office.copies.at(id);
    const RecordState screen = screen_of(office, copy);
    const int what = dice_.below(100);
    if (what < 2) return remove(office, copy, screen);
    if (what < 12 && decide(office, copy, screen)) return;
    change(office, copy, screen);
  }

  // Mostly one of those that everybody works on; nil if a new one is due.
  RecordId record_for(const Office& office) {
    if (ids_.empty() || dice_.below(50) == 0) return {};
    const std::size_t newest = std::min<std::size_t>(ids_.size(), kRecordsInWork);
    for (int attempt = 0; attempt < 30; ++attempt) {
      const std::size_t from_end = dice_.percent(90) ? below(newest) : below(ids_.size());
      const RecordId id = ids_[ids_.size() - 1 - from_end];
      if (office.copies.contains(id)) return id;
    }
    return {};
  }

  void create(Office& office) {
    const RecordId id{new_id()};
    Copy copy;
    copy.received.id = id;
    copy.received.unit = unit_;
    Edit edit = next_edit(office, copy, EditKind::create);
    edit.unit = unit_;
    for (const auto& rule : form_.groups) {
      const bool is_state = rule.policy == MergePolicy::workflow;
      const bool written = is_state || !kinds_.bare_creations || dice_.percent(40);
      if (!written) continue;
      Values values = is_state ? Values{FieldValue(form_.workflow->initial)} : some_values(rule);
      while (all_null(values)) values = some_values(rule);
      edit.changes.push_back({rule.number, {}, std::move(values), {}, {}});
    }
    Copy& kept = office.copies[id] = std::move(copy);
    ids_.push_back(id);
    creator_[id] = office.card.id;
    note(office, kept, std::move(edit));
  }

  void change(Office& office, Copy& copy, const RecordState& screen) {
    std::map<GroupNumber, Values> wanted;
    for (std::size_t i = 1 + below(3); i > 0; --i) {
      const GroupRule& rule = form_.groups[below(form_.groups.size())];
      Values values = rule.policy == MergePolicy::workflow ? next_state(office, screen, rule) : some_values(rule);
      if (!values.empty()) wanted[rule.number] = std::move(values);
    }
    if (wanted.empty()) wanted[form_.groups.front().number] = some_values(form_.groups.front());
    spoil(wanted);
    note(office, copy, edit_of(office, copy, screen, wanted, {}));
  }

  // Names all heads of some of the values on the screen.
  bool decide(Office& office, Copy& copy, const RecordState& screen) {
    for (const auto& rule : form_.groups) {
      const GroupState* state = screen.group(rule.number);
      if (state == nullptr || conflict_of(rule, *state).others.empty()) continue;
      const Values spared = dice_.below(3) == 0 ? state->heads.back().values : Values{FieldValue(std::string("none"))};
      std::vector<EditId> named;
      for (const auto& head : state->heads) {
        if (head.values != spared) named.push_back(head.origin.edit);
      }
      note(office, copy, edit_of(office, copy, screen, {{rule.number, some_values(rule)}}, named));
      return true;
    }
    return false;
  }

  void remove(Office& office, Copy& copy, const RecordState& screen) {
    Edit edit = next_edit(office, copy, EditKind::remove);
    for (const auto& group : screen.groups) {
      edit.changes.push_back({group.number, base_of(copy, group.number), {}, {}, {}});
    }
    note(office, copy, std::move(edit));
  }

  // Too long for the field: refused wherever and whenever it arrives.
  void spoil(std::map<GroupNumber, Values>& wanted) {
    if (dice_.below(40) != 0) return;
    wanted[form_.groups.front().number] = {FieldValue(std::string(200, 'x'))};
  }

  Values some_values(const GroupRule& rule) {
    Values values;
    for (std::size_t i = 0; i < rule.fields.size(); ++i) values.push_back(some_value(rule.policy));
    return values;
  }

  FieldValue some_value(MergePolicy policy) {
    if (dice_.below(12) == 0) return Null{};
    if (policy == MergePolicy::max || policy == MergePolicy::min || policy == MergePolicy::sum) {
      return std::int64_t{dice_.between(-2, 9)};
    }
    if (policy != MergePolicy::set_union) return kWords[below(kWords.size())];
    Options chosen;
    for (const auto& word : kWords) {
      if (dice_.below(2) == 0) chosen.push_back(word);
    }
    return chosen.empty() ? FieldValue(Null{}) : FieldValue(std::move(chosen));
  }

  Values next_state(const Office& office, const RecordState& screen, const GroupRule& rule) {
    if (!kinds_.free_transitions && creator_.at(screen.id) != office.card.id) return {};
    const Values present = shown_in(screen, rule.number);
    const std::string from = present.empty() ? form_.workflow->initial : std::get<std::string>(present.front());
    std::vector<std::string> next;
    for (const auto& transition : form_.workflow->transitions) {
      if (transition.from == from) next.push_back(transition.to);
    }
    return {FieldValue(next[below(next.size())])};
  }

  // Edits.

  Edit next_edit(Office& office, const Copy& copy, EditKind kind) {
    Edit edit;
    edit.id = {office.card.id, Incarnation{1}, Sequence{++office.sequence}};
    edit.kind = kind;
    edit.record = copy.received.id;
    edit.form = form_.name;
    edit.seen = copy.read;
    edit.stamp = office.clock.next(wall_of(office));
    return edit;
  }

  Edit edit_of(Office& office, const Copy& copy, const RecordState& screen, const std::map<GroupNumber, Values>& wanted,
               const std::vector<EditId>& decides) {
    Edit edit = next_edit(office, copy, EditKind::change);
    for (const auto& [group, values] : wanted) {
      const MergePolicy policy = form_.group(group)->policy;
      const RecordState& source = policy == MergePolicy::review ? copy.received : screen;
      Values displayed = carries_displayed(policy) ? shown_in(source, group) : Values{};
      edit.changes.push_back({group, base_of(copy, group), values, std::move(displayed), decides});
    }
    return edit;
  }

  // As a client's own (client/store/overlay): the last own edit of the group with what that stood on.
  Base base_of(const Copy& copy, GroupNumber group) const {
    for (auto place = copy.own.rbegin(); place != copy.own.rend(); ++place) {
      const Edit& own = history_.written[*place].edit;
      const GroupChange* change = change_in(own, group);
      if (change == nullptr) continue;
      Base base = change->base;
      const bool goes_on = !base.own.empty() && base.own.back().last.value + 1 == own.id.sequence.value;
      if (goes_on) base.own.back().last = own.id.sequence;
      if (!goes_on) base.own.push_back({own.id.incarnation, own.id.sequence, own.id.sequence});
      return base;
    }
    return {copy.read, {}, {}};
  }

  RecordState screen_of(const Office& office, const Copy& copy) const {
    RecordState record = copy.received;
    for (const auto place : copy.own) {
      const Edit& edit = history_.written[place].edit;
      merge_edit(form_.groups, record, edit,
                 Origin{edit.id, kPendingVersion, edit.stamp, static_cast<std::uint8_t>(office.card.role)});
    }
    return record;
  }

  void note(Office& office, Copy& copy, Edit edit) {
    const auto place = history_.written.size();
    copy.own.push_back(place);
    office.outbox.push_back(place);
    Written written;
    written.edit = std::move(edit);
    written.office = static_cast<std::size_t>(&office - offices_.data());
    history_.written.push_back(std::move(written));
  }

  std::uint64_t wall_of(const Office& office) const {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(now_ms_) + office.clock_error_ms);
  }

  // The line.

  void end_round(bool last) {
    std::vector<std::size_t> turns;
    for (std::size_t i = 0; i < kOffices; ++i) {
      const std::size_t waiting = offices_[i].outbox.size();
      const bool all = last || dice_.below(3) == 0;
      turns.insert(turns.end(), all ? waiting : below(waiting + 1), i);
    }
    for (std::size_t i = turns.size(); i > 1; --i) std::swap(turns[i - 1], turns[below(i)]);
    for (const auto turn : turns) {
      Office& office = offices_[turn];
      receive(office, office.outbox.front());
      office.outbox.pop_front();
    }
    history_.rounds.push_back({hub_.last(), now_ms_});
    for (auto& office : offices_) read_some(office);
  }

  void read_some(Office& office) {
    if (dice_.percent(60)) {
      for (const auto place : std::exchange(office.refused, {})) {
        std::erase(office.copies.at(history_.written[place].edit.record).own, place);
      }
    }
    const std::size_t newest = std::min<std::size_t>(ids_.size(), kRecordsInWork);
    for (std::size_t i = 0; i < newest; ++i) {
      if (dice_.below(3) == 0) read(office, ids_[ids_.size() - 1 - i]);
    }
    for (std::size_t i = 0; i < 5 && !ids_.empty(); ++i) read(office, ids_[below(ids_.size())]);
  }

  // No base rises under an edit that has not been handed over.
  void read(Office& office, RecordId id) {
    const RecordState& at_hub = hub_.record(id);
    if (at_hub.groups.empty()) return;
    Copy& copy = office.copies[id];
    const bool pending =
        std::ranges::any_of(copy.own, [&](std::size_t place) { return history_.written[place].sent == kNotYet; });
    if (pending) return;
    copy = Copy{at_hub, history_.rounds.back().last, {}};
    for (const auto& group : at_hub.groups) {
      for (const auto& head : group.heads) office.clock.see(head.origin.stamp, wall_of(office));
    }
  }

  void receive(Office& office, std::size_t place) {
    Written& written = history_.written[place];
    written.sent = history_.rounds.size();
    const auto gap = below(3);  // other records of the partition have versions too
    const auto origin = hub_.receive(written.edit, office.card.role, now_ms_, gap);
    written.refused = !origin;
    if (origin) written.origin = *origin;
    if (!origin) office.refused.push_back(place);
  }

  const Form& form_;
  UnitId unit_;
  Dice dice_;
  Kinds kinds_;
  std::uint64_t now_ms_ = kBegin;
  FirstHub hub_;
  std::vector<Office> offices_;
  std::vector<RecordId> ids_;
  std::map<RecordId, DeviceId> creator_;
  History history_;
};

}  // namespace

History play_history(const Form& form, UnitId unit, std::uint64_t seed, std::size_t edits, Kinds kinds) {
  return Player(form, unit, seed, kinds).play(edits);
}

}  // namespace minsync::orders

#include "tests/unit/sync_protocol/merge_history.h"

#include <algorithm>
#include <deque>

namespace minsync {
namespace {

constexpr GroupNumber kBank{20};
const std::vector<std::string> kWords = {"a", "b", "c"};

Bits bit(std::size_t place) {
  return Bits{1} << place;
}

class Player {
 public:
  explicit Player(std::uint64_t seed) : random_(seed), hub_(all_rules()) {
    const Role roles[] = {Role::township, Role::township, Role::county, Role::city};
    const std::int64_t clock_errors[] = {0, 0, 0, 2, -600, 600};
    for (std::uint8_t i = 0; i < 4; ++i) {
      offices_.emplace_back(hub_, static_cast<std::uint8_t>(i + 1), roles[i]);
      offices_.back().clock_error_min = clock_errors[below(6)];
    }
    refusals_in_100_ = below(2) * 10;
    hub_.refuse_if([this](const Edit&) { return below(100) < refusals_in_100_; });
  }

  History play() {
    while (written_.size() < kMaxWritten) step(offices_[below(offices_.size())]);
    for (auto& office : offices_) send(office, SIZE_MAX);
    for (auto& office : offices_) office.receive();
    for (auto& office : offices_) EXPECT_EQ(office.screen(), hub_.record());
    return finish();
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

  void step(Office& office) {
    const std::size_t dice = below(100);
    if (dice < 52) {
      edit(office);
    } else if (dice < 60) {
      decide(office);
    } else if (dice < 62) {
      note(office, office.remove());
    } else if (dice < 82) {
      send(office, 1 + below(4));
    } else {
      office.receive();
    }
  }

  FieldValue random_value(MergePolicy policy) {
    if (below(12) == 0 && policy != MergePolicy::workflow) return FieldValue(Null{});
    if (policy == MergePolicy::max || policy == MergePolicy::min || policy == MergePolicy::sum) {
      return number(static_cast<std::int64_t>(below(7)) - 2);
    }
    if (policy != MergePolicy::set_union) return text(kWords[below(kWords.size())]);
    Options chosen;
    for (const auto& word : kWords) {
      if (below(2) == 0) chosen.push_back(word);
    }
    return options(std::move(chosen));
  }

  Values random_values(const GroupRule& rule) {
    Values values;
    for (std::size_t i = 0; i < rule.fields.size(); ++i) values.push_back(random_value(rule.policy));
    return values;
  }

  void edit(Office& office) {
    std::map<GroupNumber, Values> changes;
    for (std::size_t i = 1 + below(2); i > 0; --i) {
      const auto& rule = hub_.rules()[below(hub_.rules().size())];
      changes[rule.number] = random_values(rule);
    }
    note(office, office.write({changes.begin(), changes.end()}));
  }

  // Names all heads of some of the values on the screen.
  void decide(Office& office) {
    const RecordState screen = office.screen();
    for (const auto& rule : hub_.rules()) {
      const GroupState* state = screen.group(rule.number);
      if (state == nullptr || conflict_of(rule, *state).others.empty()) continue;
      const Values spared = below(3) == 0 ? state->heads.back().values : Values{text("none")};
      std::vector<EditId> named;
      for (const auto& head : state->heads) {
        if (head.values != spared) named.push_back(head.origin.edit);
      }
      return note(office, office.write({{rule.number, random_values(rule)}}, named));
    }
  }

  // Called after the edit was written: it is the office's last pending one.
  void note(const Office& office, const Edit& edit) {
    if (!edit.changes.empty() && !edit.changes.front().decides.empty()) {
      ++decisions_[{edit.id.device, edit.changes.front().group}];
    }
    Written written{edit, {}, {}, false, {}};
    for (const auto& change : edit.changes) {
      Bits& cover = written.cover[change.group];
      for (std::size_t i = 0; i < office.arrivals_seen(); ++i) cover |= bit_of(hub_.arrivals()[i].edit, change.group);
      Bits& own = written.own[change.group];
      for (const auto& earlier : office.pending()) {
        if (earlier.id != edit.id) own |= bit_of(earlier, change.group);
      }
      cover |= own;
    }
    places_[edit.id.device.value.bytes[15]].push_back(written_.size());
    written_.push_back(std::move(written));
  }

  Bits bit_of(const Edit& edit, GroupNumber group) const {
    const bool sets = edit.kind != EditKind::remove &&
                      std::ranges::find(edit.changes, group, &GroupChange::group) != edit.changes.end();
    return sets ? bit(place_of(edit.id)) : Bits{0};
  }

  void send(Office& office, std::size_t count) {
    for (; count > 0; --count) {
      const RecordState before = hub_.record();
      const std::size_t arrivals = hub_.arrivals().size();
      office.send(1);
      if (hub_.arrivals().size() == arrivals) return;
      arrived(office, before, hub_.arrivals().back());
    }
  }

  void arrived(const Office& office, const RecordState& before, const Arrival& arrival) {
    if (arrival.refused) return;
    Written& written = written_[place_of(arrival.edit.id)];
    written.merged = true;
    written.origin = arrival.origin;
    arrived_.push_back(place_of(arrival.edit.id));
    for (const auto& group : before.groups) expect_no_loss(group, written);
    expect_bounded();
    if (arrival.merged.clean) expect_replay(office);
  }

  void expect_no_loss(const GroupState& before, const Written& by) {
    const auto cover = by.cover.find(before.number);
    const auto now = hub_.heads(before.number);
    for (const auto& head : before.heads) {
      if (std::ranges::binary_search(now, head.origin.edit)) continue;
      const bool covered = cover != by.cover.end() && (cover->second & bit(place_of(head.origin.edit))) != 0;
      EXPECT_TRUE(covered) << "a head vanished that its replacement had not seen";
      if (hub_.rule_of(before.number).policy == MergePolicy::review) expect_meant(before.number, head, by);
    }
  }

  // Under review a head goes only if it was named, or shown when the author wrote, or of the author's own machine.
  void expect_meant(GroupNumber group, const Head& head, const Written& by) {
    const auto change = std::ranges::find(by.edit.changes, group, &GroupChange::group);
    const bool named = std::ranges::find(change->decides, head.origin.edit) != change->decides.end();
    const bool nothing = std::ranges::all_of(head.values, is_null) && std::ranges::all_of(change->displayed, is_null);
    const bool own = head.origin.edit.device == by.edit.id.device;
    EXPECT_TRUE(named || nothing || own || head.values == change->displayed);
  }

  void expect_bounded() {
    for (const auto& group : hub_.record().groups) {
      std::map<DeviceId, std::size_t> of_device;
      for (const auto& head : group.heads) ++of_device[head.origin.edit.device];
      const bool is_union = hub_.rule_of(group.number).policy == MergePolicy::set_union;
      for (const auto& [device, heads] : of_device) {
        const std::size_t beyond_one = is_union ? kWords.size() : decisions_[std::pair(device, group.number)];
        EXPECT_LE(heads, 1 + beyond_one);
      }
    }
  }

  std::size_t place_of(const EditId& id) const { return places_[id.device.value.bytes[15]][id.sequence.value - 1]; }

  void expect_replay(const Office& office) {
    RecordState record = office.received();
    for (const auto& edit : office.pending()) {
      const Written& written = written_[place_of(edit.id)];
      if (written.merged) merge_edit(hub_.rules(), record, edit, written.origin);
    }
    record.birth = hub_.record().birth;
    EXPECT_EQ(record, hub_.record()) << "a clean edit's author does not have the hub's state";
  }

  History finish() {
    Bits merged = 0;
    for (const auto i : arrived_) merged |= bit(i);
    for (auto& written : written_) {
      for (auto& [group, cover] : written.cover) cover &= merged;
      for (auto& [group, own] : written.own) own &= merged;
    }
    return History{hub_.rules(), std::move(written_), std::move(arrived_), hub_.record()};
  }

  std::mt19937_64 random_;
  Hub hub_;
  std::deque<Office> offices_;
  std::size_t refusals_in_100_ = 0;
  std::vector<Written> written_;
  std::vector<std::size_t> places_[5];  // by office and sequence
  std::map<std::pair<DeviceId, GroupNumber>, std::size_t> decisions_;
  std::vector<std::size_t> arrived_;
};

}  // namespace

Bits History::writers_of(GroupNumber group) const {
  Bits bits = 0;
  for (const auto i : arrived) {
    if (written[i].edit.kind != EditKind::remove && written[i].cover.contains(group)) bits |= bit(i);
  }
  return bits;
}

std::vector<GroupRule> all_rules() {
  std::vector<GroupRule> rules;
  for (std::uint8_t policy = 0; policy <= static_cast<std::uint8_t>(MergePolicy::workflow); ++policy) {
    rules.push_back(rule(static_cast<MergePolicy>(policy), GroupNumber{static_cast<std::uint16_t>(policy + 1)}));
  }
  rules.push_back({kBank, MergePolicy::review, {FieldNumber{20}, FieldNumber{21}, FieldNumber{22}}});
  return rules;
}

History play_history(std::uint64_t seed) {
  return Player(seed).play();
}

std::vector<std::size_t> causal_order(const History& history, std::mt19937_64& random) {
  std::vector<std::size_t> order, open = history.arrived;
  Bits done = 0, merged = 0;
  for (const auto i : open) merged |= bit(i);
  const auto ready = [&](std::size_t i) {
    Bits needed = 0;
    for (const auto& [group, cover] : history.written[i].cover) needed |= cover;
    return (needed & merged & ~done) == 0;
  };
  while (!open.empty()) {
    std::size_t at = static_cast<std::size_t>(random() % open.size());
    while (!ready(open[at])) at = (at + 1) % open.size();
    order.push_back(open[at]);
    done |= bit(open[at]);
    open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return order;
}

}  // namespace minsync

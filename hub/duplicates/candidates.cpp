#include "hub/duplicates/candidates.h"

namespace minsync {
namespace {

constexpr std::size_t kMostLookedAt = 5'000;

// STRENGTH:A:B
std::string cursor_of(const DuplicatePair& pair) {
  return std::to_string(static_cast<int>(pair.strength)) + ':' + pair.a.value.text() + ':' + pair.b.value.text();
}

Result<std::optional<DuplicatePair>> read_cursor(const std::string& text) {
  if (text.empty()) return std::nullopt;
  constexpr std::size_t kIdText = 36;
  const bool shaped =
      text.size() == 2 * kIdText + 3 && text[0] >= '0' && text[0] <= '2' && text[1] == ':' && text[kIdText + 2] == ':';
  const auto a = shaped ? Uuid::parse(text.substr(2, kIdText)) : std::nullopt;
  const auto b = shaped ? Uuid::parse(text.substr(kIdText + 3)) : std::nullopt;
  if (!a || !b) return fail(FaultKind::bad_input, "hub.bad_cursor");
  return DuplicatePair{static_cast<MatchStrength>(text[0] - '0'), RecordId{*a}, RecordId{*b}, {}};
}

bool stand_apart(const Divisions& divisions, const Candidate& one, Apart apart) {
  if (apart == Apart::anywhere) return true;
  const auto level = apart == Apart::counties ? UnitLevel::county : UnitLevel::township;
  return divisions.at_level(one.a.state.unit, level) != divisions.at_level(one.b.state.unit, level);
}

bool is_dismissed(const Candidate& one) {
  return one.decision && one.decision->status == PairStatus::dismissed && one.decision->mark == one.alike.mark;
}

bool is_wanted(const Divisions& divisions, const Candidate& one, const CandidatesWanted& wanted) {
  if (is_dismissed(one) != wanted.dismissed) return false;
  if (wanted.strength && one.alike.strength != *wanted.strength) return false;
  if (!stand_apart(divisions, one, wanted.apart)) return false;
  return !wanted.root || divisions.is_within(one.a.state.unit, *wanted.root) ||
         divisions.is_within(one.b.state.unit, *wanted.root);
}

}  // namespace

Result<std::optional<Candidate>> candidate_of(HubStore& store, const FormCatalogue& forms, const Form& form, RecordId a,
                                              RecordId b) {
  MINSYNC_ASSIGN(auto first, store.records().load(form, a));
  MINSYNC_ASSIGN(auto second, store.records().load(form, b));
  if (!first || !second || first->deleted || second->deleted) return std::nullopt;
  MINSYNC_ASSIGN(const auto secret, store.setting("tag_key"));
  auto alike = likeness(form, *first, *second, secret);
  if (!alike) return std::nullopt;
  MINSYNC_ASSIGN(auto decision, find_decision(store, forms, decision_id(a, b)));
  return Candidate{&form, *std::move(first), *std::move(second), *std::move(alike), std::move(decision)};
}

Result<CandidatesPage> read_candidates(HubStore& store, DuplicateIndex& index, const FormCatalogue& forms,
                                       const Divisions& divisions, const CandidatesWanted& wanted) {
  CandidatesPage page;
  MINSYNC_ASSIGN(page.read_to, index.read_to(store));
  MINSYNC_ASSIGN(const auto after, read_cursor(wanted.after));
  std::size_t looked_at = 0;
  std::string last;
  MINSYNC_TRY(index.each_pair(after, [&](const DuplicatePair& pair) -> Result<bool> {
    if (page.candidates.size() == wanted.limit || looked_at == kMostLookedAt) {
      page.next = last;
      return false;
    }
    ++looked_at;
    last = cursor_of(pair);
    const Form* form = forms.find(pair.form);
    if (form == nullptr || (!wanted.form.empty() && form->name != wanted.form)) return true;
    MINSYNC_ASSIGN(auto one, candidate_of(store, forms, *form, pair.a, pair.b));
    if (one && is_wanted(divisions, *one, wanted)) page.candidates.push_back(*std::move(one));
    return true;
  }));
  return page;
}

}  // namespace minsync

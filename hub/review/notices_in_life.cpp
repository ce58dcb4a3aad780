#include <algorithm>
#include <map>

#include "hub/review/life.h"
#include "hub/review/notices.h"
#include "hub/review/putting_back.h"

namespace minsync {
namespace {

bool same_values(const std::vector<FieldValue>& a, const std::vector<FieldValue>& b) {
  return a == b || (std::ranges::all_of(a, is_null) && std::ranges::all_of(b, is_null));
}

Written by(const Head& head) {
  return {head.values, head.origin.edit, head.origin.stamp, head.origin.version};
}

// The head whose value is shown.
const Head* shown_head(const GroupRule& rule, const GroupState& state) {
  const Head* shown = conflict_of(rule, state).shown;
  return shown != nullptr || state.heads.empty() ? shown : &state.heads.front();
}

Written written_of(const GroupRule& rule, const GroupState& state) {
  if (is_one_edits_alone(rule.policy) && !state.heads.empty()) return by(*shown_head(rule, state));
  const auto newest = std::ranges::max_element(state.heads, {}, [](const Head& head) { return head.origin.version; });
  Written written{state.shown, {}, {}, {}};
  if (newest == state.heads.end()) return written;
  written.edit = newest->origin.edit;
  written.stamp = newest->origin.stamp;
  return written;
}

class NoticeFinder {
 public:
  NoticeFinder(const Form& form, const StoredRecord& record) : form_(form), record_(record) {}

  void look_at(const LifeStep& step) {
    Notice notice{step.edit.record, step.origin.version, step.received_ms, {}};
    const bool content = step.edit.kind == EditKind::create || step.edit.kind == EditKind::change;
    if (content) {
      for (std::size_t i = 0; i < step.edit.changes.size(); ++i) find_overwritten(step, step.edit.changes[i], notice);
      find_parallel(step, notice);
    }
    remember(step);
    if (!notice.lines.empty()) found_.push_back(std::move(notice));
  }
  std::vector<Notice> found() && { return std::move(found_); }

 private:
  void add(Notice& notice, NoticeKind kind, const GroupRule& rule, Written kept, std::optional<Written> aside) const {
    const std::vector<FieldValue> nothing(rule.fields.size(), Null{});
    if (same_values(kept.values, aside ? aside->values : nothing)) return;
    NoticeLine line{kind, rule.number, std::move(kept), std::move(aside), {}, {}, false};
    const GroupState* state = record_.state.group(rule.number);
    line.now = state == nullptr ? Written{nothing, {}, {}, {}} : written_of(rule, *state);
    const auto& other = line.aside ? line.aside->values : nothing;
    if (!same_values(line.now.values, line.kept.values)) {
      line.state = same_values(line.now.values, other) ? NoticeNow::put_back : NoticeNow::changed;
    }
    line.returnable = line.aside && line.state != NoticeNow::put_back && is_one_edits_alone(rule.policy);
    notice.lines.push_back(std::move(line));
  }

  // The edit's value lost at once, or took the place of one that its author had not seen.
  void find_overwritten(const LifeStep& step, const GroupChange& change, Notice& notice) const {
    const GroupRule& rule = *form_.group(change.group);
    const GroupState& state = *step.after.group(change.group);
    if (rule.policy == MergePolicy::review) return;
    const auto conflict = conflict_of(rule, state);
    if (conflict.others.empty()) return;
    const GroupState* before = step.before.group(change.group);
    const Head* stood = before == nullptr ? nullptr : shown_head(rule, *before);
    const bool won = conflict.shown->origin.edit == step.edit.id;
    for (const Head* other : conflict.others) {
      const bool fell = stood != nullptr && other->origin.edit == stood->origin.edit;
      if (won ? fell : other->origin.edit == step.edit.id) {
        add(notice, NoticeKind::overwritten, rule, by(*conflict.shown), by(*other));
      }
    }
  }

  // What the merge calls parallel: the edit's groups, and the others' that its author had not seen.
  void find_parallel(const LifeStep& step, Notice& notice) const {
    Notice met{notice.record, notice.version, notice.received_ms, {}};
    for (const auto& outcome : step.outcomes) {
      if (outcome.outcome != Outcome::parallel) continue;
      const GroupRule& rule = *form_.group(outcome.group);
      add(met, NoticeKind::parallel, rule, written_of(rule, *step.after.group(outcome.group)), last_shown(rule));
    }
    if (met.lines.empty()) return;
    for (const auto& state : step.before.groups) add_other(step, state, met);
    std::ranges::move(met.lines, std::back_inserter(notice.lines));
  }

  void add_other(const LifeStep& step, const GroupState& state, Notice& met) const {
    const GroupRule* rule = form_.group(state.number);
    const bool own = std::ranges::find(step.edit.changes, state.number, &GroupChange::group) != step.edit.changes.end();
    const bool unseen = std::ranges::any_of(state.heads, [&](const Head& head) {
      const auto& id = head.origin.edit;
      const bool same = id.device == step.edit.id.device && id.incarnation == step.edit.id.incarnation;
      return head.origin.version > step.edit.seen && !same;
    });
    if (rule == nullptr || own || !unseen) return;
    std::optional<Written> seen;
    const auto shown = shown_.find(state.number);
    if (shown != shown_.end()) {
      for (const auto& [since, written] : shown->second) {
        if (since <= step.edit.seen) seen = written;
      }
    }
    add(met, NoticeKind::parallel, *rule, written_of(*rule, state), std::move(seen));
  }

  std::optional<Written> last_shown(const GroupRule& rule) const {
    const auto shown = shown_.find(rule.number);
    if (shown == shown_.end() || shown->second.empty()) return std::nullopt;
    return shown->second.back().second;
  }

  void remember(const LifeStep& step) {
    if (step.edit.kind == EditKind::remove) return;
    for (const auto& change : step.edit.changes) {
      const GroupState& state = *step.after.group(change.group);
      shown_[change.group].emplace_back(step.origin.version, written_of(*form_.group(change.group), state));
    }
  }

  const Form& form_;
  const StoredRecord& record_;
  std::map<GroupNumber, std::vector<std::pair<Version, Written>>> shown_;  // since which version
  std::vector<Notice> found_;
};

}  // namespace

std::vector<Notice> notices_in(const Form& form, const StoredRecord& record, const std::vector<MergedEdit>& life) {
  NoticeFinder finder(form, record);
  replay(form, life, [&](const LifeStep& step) { finder.look_at(step); });
  return std::move(finder).found();
}

}  // namespace minsync

#include "shared/forms/pattern.h"

#include <algorithm>
#include <optional>

#include "shared/forms/characters.h"

namespace minsync {
namespace {

using CharacterSet = Pattern::CharacterSet;
using Step = Pattern::Step;

constexpr int kMaxGroups = 20;  // within each other
constexpr std::size_t kMaxRepeat = 200;

// Holds what was read until its repetition is known, since a repeated part is written out several times.
struct Part {
  enum class Kind { set, sequence, choice, repeat } kind = Kind::sequence;
  std::size_t set = 0;
  std::vector<Part> parts;
  std::size_t least = 0;
  std::optional<std::size_t> most;
};

std::optional<CharacterSet> class_of(char32_t letter) {
  switch (letter) {
    case U'd':
      return CharacterSet{{{U'0', U'9'}}, false};
    case U'w':
      return CharacterSet{{{U'0', U'9'}, {U'A', U'Z'}, {U'a', U'z'}, {U'_', U'_'}}, false};
    case U's':
      return CharacterSet{{{U' ', U' '}, {U'\t', U'\r'}, {U'\u3000', U'\u3000'}}, false};
    default:
      return std::nullopt;
  }
}

bool is_alphanumeric(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
}

class Reader {
 public:
  Reader(std::u32string text, std::string shown) : text_(std::move(text)), shown_(std::move(shown)) {
    if (text_.starts_with(U'^')) at_ = 1;
    const bool escaped = text_.ends_with(U"\\$");
    if (text_.ends_with(U'$') && !escaped) text_.pop_back();
  }

  Result<Part> read() {
    MINSYNC_ASSIGN(Part part, choice(0));
    if (!done()) return wrong();
    return part;
  }
  std::vector<CharacterSet> take_sets() { return std::move(sets_); }

 private:
  bool done() const { return at_ >= text_.size(); }
  char32_t peek() const { return done() ? U'\0' : text_[at_]; }
  bool accept(char32_t c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  tl::unexpected<Fault> wrong() const {
    return fail(FaultKind::bad_input, "forms.pattern_syntax", {shown_, std::to_string(at_ + 1)});
  }

  Result<Part> choice(int depth) {
    if (depth > kMaxGroups) return wrong();
    Part out{Part::Kind::choice, 0, {}, 0, {}};
    do {
      MINSYNC_ASSIGN(Part branch, sequence(depth));
      out.parts.push_back(std::move(branch));
    } while (accept(U'|'));
    return out;
  }

  Result<Part> sequence(int depth) {
    Part out;
    while (!done() && peek() != U'|' && peek() != U')') {
      MINSYNC_ASSIGN(Part part, atom(depth));
      MINSYNC_ASSIGN(part, repeated(std::move(part)));
      out.parts.push_back(std::move(part));
    }
    return out;
  }

  Result<Part> atom(int depth) {
    if (accept(U'(')) {
      MINSYNC_ASSIGN(Part group, choice(depth + 1));
      if (!accept(U')')) return wrong();
      return group;
    }
    if (accept(U'[')) return bracket();
    if (accept(U'.')) return of_set({{{U'\n', U'\n'}}, true});
    if (accept(U'\\')) {
      MINSYNC_ASSIGN(CharacterSet set, escaped());
      return of_set(std::move(set));
    }
    const char32_t c = peek();
    if (std::u32string_view(U"*+?{}]^$").find(c) != std::u32string_view::npos) return wrong();
    ++at_;
    return of_set({{{c, c}}, false});
  }

  Result<CharacterSet> escaped() {
    if (done()) return wrong();
    const char32_t c = text_[at_++];
    if (auto set = class_of(c)) return *set;
    if (is_alphanumeric(c)) return wrong();
    return CharacterSet{{{c, c}}, false};
  }

  Result<Part> bracket() {
    CharacterSet set;
    set.negated = accept(U'^');
    while (!accept(U']')) {
      if (done()) return wrong();
      MINSYNC_TRY(bracket_item(set));
    }
    if (set.ranges.empty()) return wrong();
    return of_set(std::move(set));
  }

  Status bracket_item(CharacterSet& set) {
    CharacterSet low;
    if (accept(U'\\')) {
      MINSYNC_ASSIGN(low, escaped());
    } else {
      low.ranges = {{text_[at_], text_[at_]}};
      ++at_;
    }
    const bool single = low.ranges.size() == 1 && low.ranges[0].first == low.ranges[0].second;
    const bool range = peek() == U'-' && at_ + 1 < text_.size() && text_[at_ + 1] != U']';
    if (single && range) {
      ++at_;
      if (accept(U'\\') && done()) return wrong();
      low.ranges[0].second = text_[at_++];
      if (low.ranges[0].second < low.ranges[0].first) return wrong();
    }
    set.ranges.insert(set.ranges.end(), low.ranges.begin(), low.ranges.end());
    return {};
  }

  Part of_set(CharacterSet set) {
    sets_.push_back(std::move(set));
    return Part{Part::Kind::set, sets_.size() - 1, {}, 0, {}};
  }

  Result<Part> repeated(Part part) {
    std::size_t least = 1;
    std::optional<std::size_t> most = 1;
    if (accept(U'*')) {
      least = 0, most.reset();
    } else if (accept(U'+')) {
      most.reset();
    } else if (accept(U'?')) {
      least = 0;
    } else if (accept(U'{')) {
      MINSYNC_TRY(counts(least, most));
    } else {
      return part;
    }
    Part out{Part::Kind::repeat, 0, {}, least, most};
    out.parts.push_back(std::move(part));
    return out;
  }

  Status counts(std::size_t& least, std::optional<std::size_t>& most) {
    const auto low = count();
    if (!low) return wrong();
    least = *low, most = low;
    if (accept(U',')) most = peek() == U'}' ? std::nullopt : count();
    const bool open = text_[at_ - 1] == U',';
    if (!accept(U'}') || (!most && !open) || (most && *most < least)) return wrong();
    return {};
  }

  std::optional<std::size_t> count() {
    std::size_t value = 0;
    const auto start = at_;
    for (; peek() >= U'0' && peek() <= U'9' && value <= kMaxRepeat; ++at_) value = value * 10 + (peek() - U'0');
    if (at_ == start || value > kMaxRepeat) return std::nullopt;
    return value;
  }

  std::u32string text_;
  std::string shown_;
  std::size_t at_ = 0;
  std::vector<CharacterSet> sets_;
};

// Writes the machine's steps; stops when there are too many.
class Writer {
 public:
  void write(const Part& part) {
    ++parts_;
    if (too_many()) return;
    switch (part.kind) {
      case Part::Kind::set:
        steps_.push_back({Step::Kind::take, part.set, 0});
        return;
      case Part::Kind::sequence:
        for (const auto& item : part.parts) write(item);
        return;
      case Part::Kind::choice:
        return write_choice(part);
      case Part::Kind::repeat:
        return write_repeat(part);
    }
  }
  // Parts are counted too: (){200} nested writes no step, and would go on for ever.
  bool too_many() const { return steps_.size() > kMaxPatternSteps || parts_ > 10 * kMaxPatternSteps; }
  std::vector<Step> finish() {
    steps_.push_back({Step::Kind::accept, 0, 0});
    return std::move(steps_);
  }

 private:
  std::size_t reserve(Step::Kind kind) {
    steps_.push_back({kind, 0, 0});
    return steps_.size() - 1;
  }

  void write_choice(const Part& part) {
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i + 1 < part.parts.size(); ++i) {
      const auto split = reserve(Step::Kind::split);
      steps_[split].first = steps_.size();
      write(part.parts[i]);
      ends.push_back(reserve(Step::Kind::jump));
      steps_[split].second = steps_.size();
    }
    write(part.parts.back());
    for (const auto end : ends) steps_[end].first = steps_.size();
  }

  void write_repeat(const Part& part) {
    for (std::size_t i = 0; i < part.least && !too_many(); ++i) write(part.parts[0]);
    if (!part.most) {
      const auto split = reserve(Step::Kind::split);
      steps_[split].first = steps_.size();
      write(part.parts[0]);
      steps_.push_back({Step::Kind::jump, split, 0});
      steps_[split].second = steps_.size();
      return;
    }
    std::vector<std::size_t> splits;
    for (std::size_t i = part.least; i < *part.most && !too_many(); ++i) {
      splits.push_back(reserve(Step::Kind::split));
      steps_[splits.back()].first = steps_.size();
      write(part.parts[0]);
    }
    for (const auto split : splits) steps_[split].second = steps_.size();
  }

  std::vector<Step> steps_;
  std::size_t parts_ = 0;
};

// The steps at which the machine stands, each once.
class Standing {
 public:
  explicit Standing(const std::vector<Step>& steps) : steps_(&steps), seen_(steps.size(), false) {}

  void enter(std::size_t step) {
    pending_.push_back(step);
    while (!pending_.empty()) {
      const std::size_t at = pending_.back();
      pending_.pop_back();
      if (seen_[at]) continue;
      seen_[at] = true;
      visit(at);
    }
  }
  const std::vector<std::size_t>& taking() const { return taking_; }
  bool accepted() const { return accepted_; }

 private:
  void visit(std::size_t at) {
    const Step& step = (*steps_)[at];
    if (step.kind == Step::Kind::take) taking_.push_back(at);
    if (step.kind == Step::Kind::accept) accepted_ = true;
    if (step.kind == Step::Kind::jump || step.kind == Step::Kind::split) pending_.push_back(step.first);
    if (step.kind == Step::Kind::split) pending_.push_back(step.second);
  }

  const std::vector<Step>* steps_;
  std::vector<bool> seen_;
  std::vector<std::size_t> taking_, pending_;
  bool accepted_ = false;
};

}  // namespace

bool Pattern::CharacterSet::contains(char32_t c) const {
  const bool within =
      std::any_of(ranges.begin(), ranges.end(), [c](const auto& r) { return c >= r.first && c <= r.second; });
  return within != negated;
}

Result<Pattern> Pattern::compile(std::string_view text) {
  auto letters = characters(text.substr(0, kMaxPatternLength * 4 + 1));
  if (letters.size() > kMaxPatternLength) {
    return fail(FaultKind::bad_input, "forms.pattern_too_big", {shortened(text)});
  }
  Reader reader(std::move(letters), std::string(text));
  MINSYNC_ASSIGN(const Part part, reader.read());
  Writer writer;
  writer.write(part);
  if (writer.too_many()) return fail(FaultKind::bad_input, "forms.pattern_too_big", {shortened(text)});
  Pattern out;
  out.sets_ = reader.take_sets();
  out.steps_ = writer.finish();
  return out;
}

bool Pattern::matches(std::string_view text) const {
  if (text.size() > kMaxMatchedLength * 4) return false;
  const auto letters = characters(text);
  if (letters.size() > kMaxMatchedLength) return false;
  Standing now(steps_);
  now.enter(0);
  for (const char32_t c : letters) {
    Standing next(steps_);
    for (const auto at : now.taking()) {
      if (sets_[steps_[at].first].contains(c)) next.enter(at + 1);
    }
    std::swap(now, next);
  }
  return now.accepted();
}

}  // namespace minsync

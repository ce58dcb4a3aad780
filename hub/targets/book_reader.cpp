#include "hub/targets/book_reader.h"

#include "hub/targets/calendar.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

void read_source(const BookSection& top, FaultList& faults, TargetBook& book) {
  const auto node = top.need("source");
  if (!node) return;
  const BookSection section(*node, faults, {"title", "publisher", "date", "index", "note"});
  section.day("date");
  book.source = {section.need_text("title"), section.text("publisher"), section.text("date"), section.text("index"),
                 section.text("note")};
}

void read_scoring(const BookSection& top, FaultList& faults, TargetBook& book) {
  const auto node = top.get("scoring");
  if (!node) return;
  const BookSection section(*node, faults, {"maximum", "bonus", "bonus_full_at", "deduction"});
  ScoringRule& rule = book.scoring;
  rule.maximum.value = section.hundredths("maximum").value_or(rule.maximum.value);
  rule.bonus.value = section.hundredths("bonus").value_or(rule.bonus.value);
  rule.bonus_full_at.value = section.hundredths("bonus_full_at").value_or(rule.bonus_full_at.value);
  rule.deduction.value = section.hundredths("deduction").value_or(rule.deduction.value);
  if (rule.bonus_full_at <= kFullRate) faults.add("targets.bonus_too_low", *node);
}

void read_counties(const BookSection& top, FaultList& faults, TargetBook& book) {
  const auto node = top.get("counties");
  if (!node) return;
  for_each_entry(*node, faults, "counties", [&](const std::string& code, const YAML::Node& name) {
    book.counties[code] = read_scalar(name, code, faults);
  });
}

// `year: 2016` or `years: 2016-2020`.
void read_years(const BookSection& top, FaultList& faults, TargetBook& book) {
  if (!top.has("years")) {
    book.first_year = book.last_year = top.whole("year", kFirstTargetYear, kLastTargetYear);
    return;
  }
  const auto text = top.text("years");
  const auto dash = text.find('-');
  const auto year = [](std::string_view digits) {
    const auto first_day = parse_target_day(std::string(digits) + "-01-01");
    return first_day ? static_cast<std::int32_t>(parse_amount(digits)->value / kAmountScale) : 0;
  };
  book.first_year = year(std::string_view(text).substr(0, dash));
  book.last_year = dash == std::string::npos ? 0 : year(std::string_view(text).substr(dash + 1));
  if (book.first_year == 0 || book.last_year < book.first_year || book.last_year - book.first_year > 20) {
    faults.add("targets.bad_years", *top.get("years"), {text});
    book.first_year = book.last_year = kFirstTargetYear;
  }
}

Result<TargetBook> find_base(const std::string& name, const TargetBook* base, const YAML::Node& at, FaultList& faults) {
  if (base != nullptr && base->name == name) return *base;
  const auto built_in = built_in_book(name);
  if (built_in) return read_target_book(*built_in, name);
  std::string known;
  for (const auto other : built_in_book_names()) known += (known.empty() ? "" : ", ") + std::string(other);
  faults.add("targets.unknown_book", at, {name, known});
  return fail(faults.take());
}

Result<TargetBook> read_book(const YAML::Node& root, FaultList& faults, const TargetBook* base) {
  const BookSection top(root, faults, kBookKeys);
  if (!root.IsMap()) return fail(faults.take());
  TargetBook book;
  const auto extends = top.text("extends");
  if (!extends.empty()) {
    MINSYNC_ASSIGN(book, find_base(extends, base, *top.get("extends"), faults));
    for (const char* key : {"headings", "year", "years", "city", "source", "as_of"}) {
      if (top.has(key)) faults.add("targets.not_with_extends", *top.get(key), {key, extends});
    }
  }
  book.extends = extends;
  book.name = top.need_text("book");
  book.title = top.need_text("title");
  book.sample = top.flag("sample");
  book.notice = top.text("notice");
  if (extends.empty()) {
    book.city = top.need_text("city");
    read_years(top, faults, book);
    read_source(top, faults, book);
    read_items(top, faults, top.day("as_of").value_or(INT32_MIN), book);
  }
  read_scoring(top, faults, book);
  read_counties(top, faults, book);
  read_allotments(top, faults, book);
  if (!faults.empty()) return fail(faults.take());
  return book;
}

}  // namespace

Result<TargetBook> read_target_book(std::string_view yaml, const std::string& file, const TargetBook* base) {
  if (yaml.size() > kMaxBookBytes) {
    return fail(FaultKind::bad_input, "targets.file_too_large", {file, std::to_string(kMaxBookBytes)});
  }
  MINSYNC_ASSIGN(const std::string text, normalise(yaml));
  FaultList faults(file);
  try {
    return read_book(YAML::Load(text), faults, base);
  } catch (const YAML::Exception& error) {
    return fail(FaultKind::bad_input, "targets.not_yaml", {file, std::to_string(error.mark.line + 1), error.msg});
  }
}

}  // namespace minsync

// A target book (目标责任书): what a bureau is asked to reach in a year, split into indicators, allotted to its
// counties. Plain structs; immutable once read, any thread. data/ holds three books, DESIGN.md says where they come
// from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/targets/amount.h"
#include "sync_protocol/result.h"

namespace minsync {

enum class IndicatorKind : std::uint8_t {
  at_least,    // 不少于: a number, more is better
  at_most,     // 不超过: a limit to be kept
  percentage,  // a share or growth in percentage points, more is better
  date,        // to be done by a day
  text         // to be done: 出台…办法
};

enum class TargetPeriod : std::uint8_t {
  point,      // 时点数: a state on a day; the whole target binds at any time
  in_year,    // 当年数: counted from 1 January to the report's day
  cumulative  // 累计数: counted over all years to the report's day
};

// How the city's figure follows from its counties'.
enum class Aggregation : std::uint8_t {
  sum,       // numbers that add up
  weighted,  // shares and averages: weighted by each county's base
  all        // dates and texts: done when every county asked has done it; its day is the last one's
};
Aggregation default_aggregation(IndicatorKind kind);

enum class TextState : std::uint8_t { not_reported, not_done, done };
// "done", "yes", "已完成", "完成"; "not_done", "no", "未完成"; alone or before a punctuation mark or blank
// ("已完成:…"). Anything else is no statement: a program should not guess from prose whether a decree was issued.
TextState parse_text_state(std::string_view text);

// One row of the book.
struct TargetItem {
  std::string key;  // unique in the book: "4", in a plan "4.2017"; a record's id where it comes from a store
  std::int32_t year = 0;
  std::string heading;
  int number = 0;
  std::string name;
  std::string category;                // "class_1", "class_2" (一类、二类目标), or empty
  bool starred = false;                // 为民办实事项目
  std::string text;                    // 考核内容
  std::optional<Rate> published_rate;  // 累计完成 as published; never computed, and never used to compute
  std::vector<std::string> project_lists;
};

struct TargetIndicator {
  std::string key;   // unique in the book: "new_beds", in a plan "bed_ratio.2017"; a record's id from a store
  std::string item;  // TargetItem::key
  int order = 0;     // within the item, for showing
  std::string name;
  IndicatorKind kind = IndicatorKind::text;
  TargetPeriod period = TargetPeriod::point;
  Aggregation aggregation = Aggregation::all;
  std::optional<Amount> target;  // of at_least, at_most, percentage; in percentage points for percentage
  std::string unit;
  std::string text_target;              // what is to be done, for text; otherwise a remark
  std::optional<std::int32_t> due_day;  // of date and text; a text without one is due on the year's last day
  std::optional<Amount> base;           // denominator: 50 of 123 institutions
  std::string base_name;
  Amount weight{kAmountScale};  // ≥ 0; only its proportion to the others counts
};

// A county's part of an indicator. A county without one is not asked.
struct TargetAllotment {
  std::string indicator;
  std::string county;            // six digits, as valid in the book's year
  std::optional<Amount> target;  // nothing for date and text
  std::optional<Amount> base;    // the county's denominator
  std::optional<Amount> weight;  // instead of the indicator's
  bool sample = false;           // 示例数据: generated, not published by anybody
};

// What was reported on a day. Of several reports the latest stands; on the same day the one with the greater id.
struct TargetProgress {
  std::string id;  // the record's id; empty in files
  std::string indicator;
  std::string county;           // empty: the city's own figure
  std::int32_t as_of_day = 0;   // in_year: the sum from 1 January to this day, not the increase since the last report
  std::optional<Amount> value;  // of at_least, at_most, percentage
  std::optional<Amount> part;   // of percentage: the count that `value` was computed from; makes aggregation exact
  TextState text = TextState::not_reported;  // of text, and of date: done or not
  std::optional<std::int32_t> done_day;      // of date
  std::string evidence;
  bool sample = false;
};

// How a county's points are made. Declared in the book, so that it is published with the ranking.
struct ScoringRule {
  Points maximum{10'000};
  Points bonus{0};             // most that all indicators together can add for raw rates over 100 %
  Rate bonus_full_at{12'000};  // raw rate at which an indicator has earned its whole share of the bonus; > 100 %
  Points deduction{0};         // for each indicator that was due and not reported
};

struct TargetSource {
  std::string title, publisher, date, index, note;
};

struct TargetBook {
  std::string name;     // "hangzhou-2016"
  std::string extends;  // the book whose indicators this one allots; empty for a book of its own
  std::string title;
  std::int32_t first_year = 0, last_year = 0;
  std::string city;  // six digits
  TargetSource source;
  bool sample = false;  // its allotments and county figures are 示例数据
  std::string notice;   // to be shown above everything made of this book
  ScoringRule scoring;
  std::map<std::string, std::string> counties;  // code → name, as in the book's year
  std::vector<TargetItem> items;
  std::vector<TargetIndicator> indicators;
  std::vector<TargetAllotment> allotments;
  std::vector<TargetProgress> progress;  // the results that the file itself holds

  const TargetItem* item(std::string_view key) const;
  const TargetIndicator* indicator(std::string_view key) const;
};

inline constexpr std::size_t kMaxBookBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxBookIndicators = 2'000;
inline constexpr std::size_t kMaxBookLines = 50'000;  // allotments, and results

// Reads and checks a book; `file` is only for messages. A file that says `extends: NAME` gives allotments to the
// indicators of the book NAME: `base` if given, else the built-in one; the result holds both. Faults are bad_input
// "targets.bad_book" with one detail for each fault found: file, line, what is wrong, what would be right.
Result<TargetBook> read_target_book(std::string_view yaml, const std::string& file, const TargetBook* base = nullptr);

// The items of one year with all that belongs to them.
TargetBook book_of_year(const TargetBook& book, std::int32_t year);

// The YAML of a book that is built into the program.
std::optional<std::string_view> built_in_book(std::string_view name);
std::vector<std::string_view> built_in_book_names();

}  // namespace minsync

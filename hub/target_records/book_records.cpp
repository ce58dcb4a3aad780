#include "hub/target_records/book_records.h"

#include <map>
#include <set>

#include "hub/target_records/book_words.h"
#include "hub/target_records/fields.h"
#include "hub/targets/calendar.h"

namespace minsync {
namespace {

std::optional<Amount> amount_of(const FieldsOf& fields, std::string_view name) {
  const auto number = fields.number(name);
  return number ? std::optional(Amount{*number}) : std::nullopt;
}

std::optional<std::int32_t> day_of(const FieldsOf& fields, std::string_view name) {
  const auto number = fields.number(name);
  return number ? std::optional(static_cast<std::int32_t>(*number)) : std::nullopt;
}

std::vector<std::string> split_lists(std::string_view text) {
  constexpr std::string_view kBetween = ";";
  std::vector<std::string> lists;
  while (!text.empty()) {
    const auto end = std::min(text.find(kBetween), text.size());
    lists.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + kBetween.size(), text.size()));
  }
  return lists;
}

TargetBook book_in(const FieldsOf& fields) {
  TargetBook book;
  book.name = fields.text("name");
  book.title = fields.text("title");
  book.source.title = fields.text("source");
  book.notice = fields.text("notice");
  book.sample = fields.yes("sample");
  book.scoring.maximum.value = fields.number("maximum").value_or(book.scoring.maximum.value);
  book.scoring.bonus.value = fields.number("bonus").value_or(book.scoring.bonus.value);
  book.scoring.bonus_full_at.value = fields.number("bonus_full_at").value_or(book.scoring.bonus_full_at.value);
  book.scoring.deduction.value = fields.number("deduction").value_or(book.scoring.deduction.value);
  return book;
}

TargetItem item_in(const FieldsOf& fields, RecordId id, std::int32_t year) {
  TargetItem item;
  item.key = id.value.text();
  item.year = year;
  item.heading = fields.text("heading");
  item.number = static_cast<int>(fields.number("number").value_or(0));
  item.name = fields.text("name");
  item.category = fields.text("class");
  item.starred = fields.yes("starred");
  item.text = fields.text("text");
  if (const auto rate = fields.number("published_rate")) item.published_rate = Rate{*rate};
  item.project_lists = split_lists(fields.text("project_list"));
  return item;
}

TargetIndicator indicator_in(const FieldsOf& fields, const std::string& item) {
  TargetIndicator out;
  out.item = item;
  out.order = static_cast<int>(fields.number("number").value_or(0));
  out.name = fields.text("name");
  out.kind = value_of(kKindWords, fields.text("kind"), IndicatorKind::text);
  out.period = value_of(kPeriodWords, fields.text("period"), TargetPeriod::point);
  out.aggregation = value_of(kCombineWords, fields.text("combine"), default_aggregation(out.kind));
  out.target = amount_of(fields, "target");
  out.unit = fields.text("unit");
  out.text_target = fields.text("text_target");
  out.due_day = day_of(fields, "target_date");
  out.base = amount_of(fields, "base");
  out.base_name = fields.text("denominator");
  out.weight = amount_of(fields, "weight").value_or(out.weight);
  return out;
}

// What the indicator's own record says of the city's result; nothing if it says nothing.
std::optional<TargetProgress> result_in(const FieldsOf& fields, const TargetIndicator& indicator, std::int32_t year) {
  const auto words = fields.text("text_result");
  TargetProgress out;
  out.value = amount_of(fields, "result");
  out.done_day = day_of(fields, "result_date");
  if (words.empty() && !out.value && !out.done_day) return std::nullopt;
  out.indicator = indicator.key;
  out.as_of_day = day_of(fields, "result_as_of").value_or(last_day_of(year));
  out.text = out.done_day ? TextState::done : parse_text_state(words);
  out.evidence = evidence_in(words);
  return out;
}

// The count behind a share holds only while the share is still the one that it gave.
bool part_fits(const TargetProgress& progress, std::optional<Amount> base) {
  if (!progress.part || !progress.value || !base || base->value <= 0) return false;
  return divide_half_up(Int128{progress.part->value} * 100 * kAmountScale, base->value) == progress.value->value;
}

class StoredBooks {
 public:
  StoredBooks(HubStore& store, const IngestContext& context, std::int32_t year)
      : store_(store), context_(context), year_(year) {}

  Result<std::vector<TargetBook>> read() {
    MINSYNC_TRY(scan("target_book", [&](const FieldsOf& fields, const StoredRecord& record) {
      books_[record.state.id] = book_in(fields);
    }));
    MINSYNC_TRY(scan("target_item", [&](const FieldsOf& fields, const StoredRecord& record) {
      if (fields.number("year") == year_) take_item(fields, record.state.id);
    }));
    MINSYNC_TRY(read_indicators());
    MINSYNC_TRY(scan("target_progress", [&](const FieldsOf& fields, const StoredRecord& record) {
      if (fields.number("year") == year_) take_progress(fields, record);
    }));
    return finish();
  }

 private:
  template <typename Visit>
  Status scan(const char* name, const Visit& visit) {
    MINSYNC_ASSIGN(const Form* form, context_.forms.get(name));
    return store_.records().scan(*form, {}, [&](StoredRecord& record) -> Result<bool> {
      if (!record.deleted) visit(FieldsOf(*form, record.shown), record);
      return true;
    });
  }

  void take_item(const FieldsOf& fields, RecordId id) {
    auto book = fields.reference("book").value_or(RecordId{});
    if (!books_.contains(book)) book = RecordId{};
    books_[book].items.push_back(item_in(fields, id, year_));
    book_of_item_[id] = book;
  }

  // The city's indicators first: allotments name them.
  Status read_indicators() {
    MINSYNC_TRY(scan("target_indicator", [&](const FieldsOf& fields, const StoredRecord& record) {
      if (fields.text("county").empty()) take_indicator(fields, record.state.id);
    }));
    return scan("target_indicator", [&](const FieldsOf& fields, const StoredRecord& record) {
      if (!fields.text("county").empty()) take_allotment(fields, record.state.id);
    });
  }

  void take_indicator(const FieldsOf& fields, RecordId id) {
    const auto item = fields.reference("item").value_or(RecordId{});
    const auto found = book_of_item_.find(item);
    if (found == book_of_item_.end()) return;
    TargetBook& book = books_[found->second];
    auto indicator = indicator_in(fields, item.value.text());
    const auto own = fields.text("key");
    const bool usable = !own.empty() && keys_[found->second].insert(own).second;
    indicator.key = usable ? own : id.value.text();
    if (auto result = result_in(fields, indicator, year_)) {
      result->id = id.value.text();
      book.progress.push_back(std::move(*result));
    }
    place_of_[id] = {found->second, indicator.key};
    book.indicators.push_back(std::move(indicator));
  }

  void take_allotment(const FieldsOf& fields, RecordId id) {
    const auto from = place_of_.find(fields.reference("allotted_from").value_or(RecordId{}));
    if (from == place_of_.end()) return;
    const Place place = from->second;
    TargetBook& book = books_[place.book];
    const auto unit = context_.divisions.get_code(fields.text("county"), last_day_of(year_));
    const auto county = unit ? county_code(book, *unit) : fields.text("county").substr(0, 6);
    place_of_[id] = place;
    book.allotments.push_back({place.indicator, county, amount_of(fields, "target"), amount_of(fields, "base"),
                               amount_of(fields, "weight"), fields.yes("sample")});
    bases_[{place.book, place.indicator, county}] = amount_of(fields, "base");
  }

  void take_progress(const FieldsOf& fields, const StoredRecord& record) {
    const auto place = place_of_.find(fields.reference("indicator").value_or(RecordId{}));
    const auto as_of = day_of(fields, "as_of");
    const auto day = as_of ? as_of : last_day_of_period(fields.text("period"));
    if (place == place_of_.end() || !day) return;
    TargetBook& book = books_[place->second.book];
    TargetProgress out;
    out.id = record.state.id.value.text();
    out.indicator = place->second.indicator;
    out.county = county_code(book, record.state.unit);
    out.as_of_day = *day;
    out.value = amount_of(fields, "value");
    out.part = amount_of(fields, "part");
    const auto words = fields.text("text_value");
    out.text = parse_text_state(words);
    out.done_day = day_of(fields, "date_value");
    out.evidence = fields.text("evidence").empty() ? evidence_in(words) : fields.text("evidence");
    out.sample = fields.yes("sample");
    const auto base = bases_.find({place->second.book, out.indicator, out.county});
    if (!part_fits(out, base == bases_.end() ? std::nullopt : base->second)) out.part.reset();
    book.progress.push_back(std::move(out));
  }

  // Six digits as on the year's last day, "" for the city; remembers the county's name of that day.
  std::string county_code(TargetBook& book, UnitId unit) {
    const auto day = last_day_of(year_);
    const auto county = context_.divisions.at_level(unit, UnitLevel::county, day);
    if (!county) return {};
    const UnitSpan* span = context_.divisions.find(*county, day);
    if (span == nullptr) span = context_.divisions.find(*county);
    const auto code = span->code.substr(0, 6);
    book.counties[code] = span->name;
    return code;
  }

  std::vector<TargetBook> finish() {
    std::map<std::string, TargetBook> by_name;
    for (auto& [id, book] : books_) {
      if (book.items.empty()) continue;
      book.first_year = book.last_year = year_;
      by_name.emplace(book.name + (by_name.contains(book.name) ? id.value.text() : ""), std::move(book));
    }
    std::vector<TargetBook> out;
    for (auto& [name, book] : by_name) out.push_back(std::move(book));
    return out;
  }

  struct Place {
    RecordId book;
    std::string indicator;  // key
  };

  HubStore& store_;
  const IngestContext& context_;
  std::int32_t year_;
  std::map<RecordId, TargetBook> books_;
  std::map<RecordId, RecordId> book_of_item_;
  std::map<RecordId, std::set<std::string>> keys_;  // given, by book
  std::map<RecordId, Place> place_of_;              // of indicators, and of allotments that name them
  std::map<std::tuple<RecordId, std::string, std::string>, std::optional<Amount>> bases_;  // by indicator and county
};

}  // namespace

Result<std::vector<TargetBook>> read_stored_books(HubStore& store, const IngestContext& context, std::int32_t year) {
  return StoredBooks(store, context, year).read();
}

Result<std::vector<std::int32_t>> years_with_targets(HubStore& store, const FormCatalogue& forms) {
  std::set<std::int32_t> years;
  const Form& form = *forms.find("target_item");
  MINSYNC_TRY(store.records().scan(form, std::nullopt, [&](StoredRecord& record) -> Result<bool> {
    const auto year = FieldsOf(form, record.shown).number("year");
    if (!record.deleted && year) years.insert(static_cast<std::int32_t>(*year));
    return true;
  }));
  return std::vector(years.begin(), years.end());
}

}  // namespace minsync

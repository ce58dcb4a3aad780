#include "hub/target_records/book_import.h"

#include <tuple>

#include "hub/target_records/book_words.h"
#include "hub/targets/calendar.h"

namespace minsync {
namespace {

std::optional<std::int64_t> raw(std::optional<Amount> amount) {
  return amount ? std::optional(amount->value) : std::nullopt;
}

std::optional<std::int64_t> raw(std::optional<std::int32_t> day) {
  return day ? std::optional(std::int64_t{*day}) : std::nullopt;
}

std::string source_text(const TargetSource& source) {
  std::string text;
  for (const auto* part : {&source.title, &source.publisher, &source.date, &source.index, &source.note}) {
    if (!part->empty()) text += (text.empty() ? "" : ",") + *part;
  }
  return text;
}

std::string joined(const std::vector<std::string>& lists) {
  std::string text;
  for (const auto& list : lists) text += (text.empty() ? "" : ";") + list;
  return text;
}

// What is stored already, by what it is found again.
struct Existing {
  std::map<std::string, StoredRecord> books;
  std::map<std::tuple<RecordId, std::int64_t, std::int64_t>, StoredRecord> items;  // book, year, number
  std::map<std::pair<RecordId, std::string>, StoredRecord> indicators;             // item, key
  std::map<std::pair<RecordId, std::string>, StoredRecord> allotments;             // indicator, county
  std::map<std::tuple<RecordId, UnitId, std::string>, StoredRecord> progress;      // indicator, unit, period
};

template <typename Key>
const StoredRecord* find_in(const std::map<Key, StoredRecord>& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

template <typename Visit>
Status scan(HubStore& store, const Form& form, const Visit& visit) {
  return store.records().scan(form, {}, [&](StoredRecord& record) -> Result<bool> {
    if (!record.deleted) visit(FieldsOf(form, record.shown), record);
    return true;
  });
}

struct Forms {
  const Form *book, *item, *indicator, *progress;
};

Result<Existing> read_existing(HubStore& store, const Forms& forms, std::int32_t year) {
  Existing out;
  const auto reference = [](const FieldsOf& fields, const char* name) {
    return fields.reference(name).value_or(RecordId{});
  };
  MINSYNC_TRY(scan(store, *forms.book, [&](const FieldsOf& fields, StoredRecord& record) {
    out.books.emplace(fields.text("name"), record);
  }));
  MINSYNC_TRY(scan(store, *forms.item, [&](const FieldsOf& fields, StoredRecord& record) {
    if (fields.number("year") != year) return;
    out.items.emplace(std::tuple(reference(fields, "book"), year, fields.number("number").value_or(0)), record);
  }));
  MINSYNC_TRY(scan(store, *forms.indicator, [&](const FieldsOf& fields, StoredRecord& record) {
    const auto county = fields.text("county");
    if (county.empty()) {
      out.indicators.emplace(std::pair(reference(fields, "item"), fields.text("key")), record);
    } else {
      out.allotments.emplace(std::pair(reference(fields, "allotted_from"), county), record);
    }
  }));
  MINSYNC_TRY(scan(store, *forms.progress, [&](const FieldsOf& fields, StoredRecord& record) {
    if (fields.number("year") != year) return;
    out.progress.emplace(std::tuple(reference(fields, "indicator"), record.state.unit, fields.text("period")), record);
  }));
  return out;
}

class BookImport {
 public:
  BookImport(const IngestContext& context, const HubIdentity& hub, const Forms& forms, Existing existing,
             std::int32_t year)
      : context_(context),
        forms_(forms),
        existing_(std::move(existing)),
        year_(year),
        city_(hub.device.unit),
        writer_(context, hub) {}

  Status put(const BookToImport& book) {
    put_book(book);
    if (book.own) {
      for (const auto& item : book.own->items) put_item(*book.own, item);
      for (const auto& indicator : book.own->indicators) put_indicator(*book.own, indicator);
    } else {
      find_indicators();
    }
    for (const auto& allotment : book.whole.allotments) MINSYNC_TRY(put_allotment(book.whole, allotment));
    put_results(book.whole);
    return {};
  }

  Result<WriteCount> finish(HubStore& store) {
    MINSYNC_TRY(writer_.finish(store));
    return writer_.count();
  }

 private:
  void put_book(const BookToImport& book) {
    FieldSheet sheet(*forms_.book);
    const auto name = book.whole.extends.empty() ? book.whole.name : book.whole.extends;
    sheet.set("name", name);
    if (book.own) {
      sheet.set("title", book.own->title);
      sheet.set("source", source_text(book.own->source));
    }
    // Rules come with the allotments; a plain book read again does not take them away.
    if (!book.whole.allotments.empty()) {
      sheet.set("notice", book.whole.notice);
      sheet.set_yes("sample", book.whole.sample);
      sheet.set("maximum", std::optional(book.whole.scoring.maximum.value));
      sheet.set("bonus", std::optional(book.whole.scoring.bonus.value));
      sheet.set("bonus_full_at", std::optional(book.whole.scoring.bonus_full_at.value));
      sheet.set("deduction", std::optional(book.whole.scoring.deduction.value));
    }
    book_ = writer_.put(sheet, city_, find_in(existing_.books, name));
  }

  void put_item(const TargetBook& book, const TargetItem& item) {
    FieldSheet sheet(*forms_.item);
    sheet.set("year", std::optional(std::int64_t{item.year}));
    sheet.set("number", std::optional(std::int64_t{item.number}));
    sheet.set("heading", item.heading);
    sheet.set("name", item.name);
    sheet.set_yes("starred", item.starred);
    sheet.set("class", item.category);
    sheet.set("text", item.text);
    sheet.set("published_rate", item.published_rate ? std::optional(item.published_rate->value) : std::nullopt);
    sheet.set("project_list", joined(item.project_lists));
    sheet.set("source", source_text(book.source));
    sheet.set("book", book_);
    const StoredRecord* found = find_in(existing_.items, {book_, item.year, item.number});
    // One that somebody entered by hand, before there was a book.
    if (found == nullptr) found = find_in(existing_.items, {RecordId{}, item.year, item.number});
    items_[item.key] = writer_.put(sheet, city_, found);
  }

  FieldSheet indicator_sheet(const TargetIndicator& indicator) const {
    FieldSheet sheet(*forms_.indicator);
    sheet.set("number", std::optional(std::int64_t{indicator.order}));
    sheet.set("name", indicator.name);
    sheet.set("kind", word_of(kKindWords, indicator.kind));
    sheet.set("period", word_of(kPeriodWords, indicator.period));
    sheet.set("combine", word_of(kCombineWords, indicator.aggregation));
    sheet.set("unit", indicator.unit);
    sheet.set("target", raw(indicator.target));
    sheet.set("base", raw(indicator.base));
    sheet.set("denominator", indicator.base_name);
    sheet.set("weight", std::optional(indicator.weight.value));
    sheet.set("text_target", indicator.text_target);
    sheet.set("target_date", raw(indicator.due_day));
    sheet.set("key", indicator.key);
    return sheet;
  }

  void put_indicator(const TargetBook& book, const TargetIndicator& indicator) {
    const auto item = items_.at(indicator.item);
    FieldSheet sheet = indicator_sheet(indicator);
    sheet.set("item", item);
    sheet.set_yes("sample", false);
    for (const auto& result : book.progress) {
      if (result.indicator != indicator.key || !result.county.empty()) continue;
      sheet.set("result", raw(result.value));
      sheet.set("result_date", raw(result.done_day));
      sheet.set("text_result",
                words_of_result(result.done_day ? TextState::not_reported : result.text, result.evidence));
      sheet.set("result_as_of", raw(std::optional(result.as_of_day)));
    }
    indicators_[indicator.key] = {item,
                                  writer_.put(sheet, city_, find_in(existing_.indicators, {item, indicator.key}))};
  }

  // Of a book that was imported before.
  void find_indicators() {
    std::map<RecordId, bool> own;
    for (const auto& [key, record] : existing_.items) own[record.state.id] = std::get<0>(key) == book_;
    for (const auto& [key, record] : existing_.indicators) {
      if (own[key.first]) indicators_[key.second] = {key.first, record.state.id};
    }
  }

  Status put_allotment(const TargetBook& book, const TargetAllotment& allotment) {
    MINSYNC_ASSIGN(const auto unit, context_.divisions.get_code(allotment.county, last_day_of(year_)));
    if (!context_.divisions.is_within(unit, city_, last_day_of(year_))) {
      return fail(FaultKind::bad_input, "targets.county_of_other_city", {allotment.county});
    }
    const auto place = indicators_.find(allotment.indicator);
    const TargetIndicator* indicator = book.indicator(allotment.indicator);
    if (place == indicators_.end() || indicator == nullptr) return {};
    FieldSheet sheet = indicator_sheet(*indicator);
    sheet.set("item", place->second.item);
    sheet.set("county", allotment.county);
    sheet.set("allotted_from", place->second.id);
    sheet.set("target", raw(allotment.target));
    sheet.set("base", raw(allotment.base));
    sheet.set("weight", std::optional(allotment.weight.value_or(indicator->weight).value));
    sheet.set_yes("sample", allotment.sample);
    const StoredRecord* found = find_in(existing_.allotments, {place->second.id, allotment.county});
    allotments_[{allotment.indicator, allotment.county}] = {unit, writer_.put(sheet, city_, found)};
    return {};
  }

  // Of several results in one period the latest day's.
  void put_results(const TargetBook& book) {
    std::map<std::tuple<std::string, std::string, std::string>, const TargetProgress*> latest;
    for (const auto& result : book.progress) {
      if (!allotments_.contains({result.indicator, result.county})) continue;
      auto& one = latest[{result.indicator, result.county, period_ending_on(result.as_of_day)}];
      if (one == nullptr || one->as_of_day < result.as_of_day) one = &result;
    }
    for (const auto& [key, result] : latest) put_result(*result, std::get<2>(key));
  }

  void put_result(const TargetProgress& result, const std::string& period) {
    const auto& allotment = allotments_.at({result.indicator, result.county});
    FieldSheet sheet(*forms_.progress);
    sheet.set("indicator", allotment.id);
    sheet.set("year", std::optional(std::int64_t{year_}));
    sheet.set("period", period);
    sheet.set("value", raw(result.value));
    sheet.set("part", raw(result.part));
    sheet.set("text_value", words_of_result(result.done_day ? TextState::not_reported : result.text, ""));
    sheet.set("date_value", raw(result.done_day));
    sheet.set("evidence", result.evidence);
    sheet.set_yes("sample", result.sample);
    const bool at_end = last_day_of_period(period) == result.as_of_day;
    sheet.set("as_of", at_end ? std::nullopt : raw(std::optional(result.as_of_day)));
    writer_.put(sheet, allotment.unit, find_in(existing_.progress, {allotment.id, allotment.unit, period}), true);
  }

  struct Place {
    RecordId item, id;
  };
  struct Allotted {
    UnitId unit;
    RecordId id;
  };

  const IngestContext& context_;
  const Forms& forms_;
  Existing existing_;
  std::int32_t year_;
  UnitId city_;
  RecordWriter writer_;
  RecordId book_;
  std::map<std::string, RecordId> items_;                               // by key in the book
  std::map<std::string, Place> indicators_;                             // by key
  std::map<std::pair<std::string, std::string>, Allotted> allotments_;  // by indicator's key and county
};

}  // namespace

Result<WriteCount> import_target_book(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                      const BookToImport& book, std::int32_t year) {
  Forms forms{};
  MINSYNC_ASSIGN(forms.book, context.forms.get("target_book"));
  MINSYNC_ASSIGN(forms.item, context.forms.get("target_item"));
  MINSYNC_ASSIGN(forms.indicator, context.forms.get("target_indicator"));
  MINSYNC_ASSIGN(forms.progress, context.forms.get("target_progress"));
  if (book.own) {
    MINSYNC_ASSIGN(const auto city, context.divisions.get_code(book.own->city, last_day_of(year)));
    if (city != hub.device.unit) return fail(FaultKind::bad_input, "targets.other_city", {book.own->title});
  }
  MINSYNC_ASSIGN(auto existing, read_existing(store, forms, year));
  BookImport import(context, hub, forms, std::move(existing), year);
  MINSYNC_TRY(import.put(book));
  return import.finish(store);
}

}  // namespace minsync

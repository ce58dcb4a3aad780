// What a restatement (更正公布) says differently.
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "hub/publication/content.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

// One thing that is compared: a row of the table, a county of the ranking, a book's own words.
struct Place {
  std::string part, book, key;
  friend auto operator<=>(const Place&, const Place&) = default;
};
struct Thing {
  std::string name;
  Json whole;                                         // what stands for it where it is new or gone
  std::vector<std::pair<std::string, Json>> columns;  // in their order
};
using Things = std::map<Place, Thing>;

// So that "10" stands behind "9".
std::string in_order(int number) {
  const auto text = std::to_string(number);
  return text.size() < 3 ? std::string(3 - text.size(), '0') + text : text;
}

Thing row_of(const Json& row, const Json& columns) {
  Thing thing{row.at("name").get<std::string>(), row.at("cells").at(1), {}};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    thing.columns.emplace_back(columns[i].get<std::string>(), row.at("cells").at(i));
  }
  return thing;
}

Thing county_of(const Json& county) {
  Thing thing{county.at("name").get<std::string>(), county.at("score"), {}};
  for (const char* column : {"rank", "score", "base", "bonus", "deduction", "reported", "due"}) {
    const auto& value = county.at(column);
    thing.columns.emplace_back(column, value.is_number() ? Json(std::to_string(value.get<int>())) : value);
  }
  return thing;
}

// "100.00 / 4.00 / 120.00 / 0.00"; nothing where counties are not ranked.
Json scoring_text(const Json& book) {
  const auto rule = book.find("scoring");
  if (rule == book.end()) return nullptr;
  std::string text;
  for (const char* part : {"maximum", "bonus", "bonus_full_at", "deduction"}) {
    text += (text.empty() ? "" : " / ") + rule->at(part).get<std::string>();
  }
  return text;
}

Things things_of(const Json& content) {
  Things things;
  things[{"book", "", ""}] = {"", content.at("as_of"), {{"as_of", content.at("as_of")}}};
  for (const auto& book : content.at("books")) {
    const auto name = book.at("name").get<std::string>();
    const auto& title = book.at("title");
    things[{"book", name, ""}] = {title.get<std::string>(),
                                  title,
                                  {{"title", title}, {"notice", book.at("notice")}, {"scoring", scoring_text(book)}}};
    for (const auto& row : book.at("rows")) {
      things[{"rows", name, in_order(row.at("number").get<int>())}] = row_of(row, content.at("columns"));
    }
    for (const auto& county : book.at("ranking")) {
      things[{"ranking", name, county.at("org").get<std::string>()}] = county_of(county);
    }
  }
  return things;
}

Json difference(const Place& place, const std::string& name, const std::string& column, Json was, Json now) {
  return {{"part", place.part}, {"book", place.book},    {"key", place.key},     {"name", name},
          {"column", column},   {"was", std::move(was)}, {"now", std::move(now)}};
}

void compare(const Place& place, const Thing& was, const Thing& now, Json& list) {
  for (std::size_t i = 0; i < now.columns.size() && i < was.columns.size(); ++i) {
    const auto& [column, value] = now.columns[i];
    if (was.columns[i].second != value) {
      list.push_back(difference(place, now.name, column, was.columns[i].second, value));
    }
  }
}

}  // namespace

Json content_differences(const Json& was, const Json& now) {
  const auto before = things_of(was), after = things_of(now);
  auto list = Json::array();
  for (const auto& [place, thing] : before) {
    const auto found = after.find(place);
    if (found == after.end()) {
      list.push_back(difference(place, thing.name, "whole", thing.whole, nullptr));
    } else {
      compare(place, thing, found->second, list);
    }
  }
  for (const auto& [place, thing] : after) {
    if (!before.contains(place)) list.push_back(difference(place, thing.name, "whole", nullptr, thing.whole));
  }
  // Two contents that differ are never said to be the same.
  if (list.empty() && was != now) list.push_back(difference({"book", "", ""}, "", "other", nullptr, nullptr));
  return list;
}

}  // namespace minsync

#include <nlohmann/json.hpp>

#include "hub/publication/files.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

using Json = nlohmann::json;
constexpr const char* kByteOrderMark = "\xEF\xBB\xBF";

// A spreadsheet computes a cell that begins like this. Nothing reads these files back, so a prefix does no harm.
bool begins_a_formula(const std::string& text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

std::string cell(const std::string& text) {
  std::string quoted = begins_a_formula(text) ? "\"'" : "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void add_line(std::string& csv, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) csv += (i == 0 ? "" : ",") + cell(cells[i]);
  csv += "\r\n";
}

std::string word(std::string_view id) {
  return say(Language::zh, id);
}

}  // namespace

std::vector<std::string> ranking_columns() {
  return {word("targets.column_rank"),     word("targets.column_county"),    word("targets.column_score"),
          word("targets.column_base"),     word("targets.column_bonus"),     word("targets.column_deduction"),
          word("targets.column_reported"), word("publication.column_remark")};
}

std::vector<std::string> ranking_cells(const Json& county) {
  const auto& rank = county.at("rank");
  return {rank.is_null() ? word("publication.no_rank") : std::to_string(rank.get<int>()),
          county.at("name").get<std::string>(),
          county.at("score").get<std::string>(),
          county.at("base").get<std::string>(),
          county.at("bonus").get<std::string>(),
          county.at("deduction").get<std::string>(),
          std::to_string(county.at("reported").get<int>()) + "/" + std::to_string(county.at("due").get<int>()),
          county.at("sample").get<bool>() ? word("targets.sample") : std::string()};
}

std::string published_csv(const Json& document) {
  const auto& content = document.at("content");
  std::string csv = kByteOrderMark;
  add_line(csv, content.at("columns").get<std::vector<std::string>>());
  for (const auto& book : content.at("books")) {
    for (const auto& row : book.at("rows")) add_line(csv, row.at("cells").get<std::vector<std::string>>());
  }
  return csv;
}

std::string published_ranking_csv(const Json& document) {
  std::string csv;
  for (const auto& book : document.at("content").at("books")) {
    if (csv.empty() && !book.at("ranking").empty()) {
      csv = kByteOrderMark;
      add_line(csv, ranking_columns());
    }
    for (const auto& county : book.at("ranking")) add_line(csv, ranking_cells(county));
  }
  return csv;
}

std::vector<PublishedFile> published_files(const Json& document) {
  const auto& number = document.at("number");
  const auto name =
      number.is_string() ? number.get<std::string>() : std::to_string(document.at("year").get<int>()) + "-preview";
  std::vector<PublishedFile> files{{name + ".html", published_page(document)},
                                   {name + ".csv", published_csv(document)}};
  auto ranking = published_ranking_csv(document);
  if (!ranking.empty()) files.push_back({name + "-ranking.csv", std::move(ranking)});
  return files;
}

}  // namespace minsync

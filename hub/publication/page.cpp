#include <map>
#include <nlohmann/json.hpp>

#include "hub/publication/files.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

constexpr const char* kStyle = R"css(
body{font:16px/1.6 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",SimSun,sans-serif;color:#1a1a1a;
background:#fff;margin:24px auto;max-width:1200px;padding:0 16px}
h1{font-size:26px;text-align:center;margin:16px 0 8px}h2{font-size:20px;margin:32px 0 8px}
p.about{text-align:center;color:#444;margin:4px 0}p.mark{border:2px solid #9a3412;color:#9a3412;padding:8px 12px;
font-weight:700;text-align:center}table{border-collapse:collapse;width:100%;margin:16px 0}
th,td{border:1px solid #555;padding:6px 8px;vertical-align:top;text-align:left;overflow-wrap:anywhere}
th{background:#eee;text-align:center}td div{margin:0 0 4px}
table.results td:nth-last-child(3){text-align:center;white-space:nowrap}
table.results th:nth-child(1){width:9%}table.results th:nth-child(2){width:25%}table.results th:nth-child(3){width:31%}
table.results th:nth-child(4){width:8%;white-space:nowrap}table.results th:nth-child(5){width:17%}table.results th:nth-child(6){width:10%}
table.ranking td:not(:nth-child(2)){text-align:right}
@page{size:A4 landscape;margin:12mm}
@media print{body{margin:0;max-width:none;padding:0;font-size:9.5pt}thead{display:table-header-group}
tr{break-inside:avoid}h2{break-after:avoid}}
)css";

std::string word(std::string_view id, const std::vector<std::string>& args = {}) {
  return say(Language::zh, id, args);
}

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string tag(const std::string& name, const std::string& text, const std::string& attributes = {}) {
  const auto blank = attributes.empty() ? "" : " ";
  return "<" + name + blank + attributes + ">" + escape(text) + "</" + name + ">";
}

// Each line of a cell is a block of its own.
std::string cell(const std::string& text, std::size_t rows = 1) {
  std::string inside;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    inside += tag("div", text.substr(at, end - at));
    at = end + 1;
  }
  return (rows == 1 ? "<td>" : "<td rowspan=\"" + std::to_string(rows) + "\">") + inside + "</td>";
}

std::string head(const std::vector<std::string>& columns) {
  std::string row;
  for (const auto& column : columns) row += tag("th", column, "scope=\"col\"");
  return "<thead><tr>" + row + "</tr></thead>";
}

// How many rows from `first` on stand under the same heading.
std::size_t rows_under(const Json& rows, std::size_t first) {
  std::size_t end = first + 1;
  while (end < rows.size() && rows[end].at("heading") == rows[first].at("heading")) ++end;
  return end - first;
}

std::string results_table(const Json& book, const Json& columns) {
  std::string body;
  const auto& rows = book.at("rows");
  std::size_t covered = 0;  // rows whose heading stands already
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto cells = rows[i].at("cells").get<std::vector<std::string>>();
    body += "<tr>";
    if (i >= covered) {
      body += cell(cells.front(), rows_under(rows, i));
      covered = i + rows_under(rows, i);
    }
    for (std::size_t c = 1; c < cells.size(); ++c) body += cell(cells[c]);
    body += "</tr>\n";
  }
  return "<table class=\"results\">" + head(columns) + "<tbody>\n" + body + "</tbody></table>\n";
}

std::string ranking_table(const Json& book) {
  std::string body;
  for (const auto& county : book.at("ranking")) {
    body += "<tr>";
    for (const auto& text : ranking_cells(county)) body += tag("td", text);
    body += "</tr>\n";
  }
  return tag("h2", word("publication.ranking")) + "<table class=\"ranking\">" + head(ranking_columns()) + "<tbody>\n" +
         body + "</tbody></table>\n";
}

std::string text_or(const Json& value, const std::string& otherwise) {
  return value.is_string() ? value.get<std::string>() : otherwise;
}

std::string differences_table(const Json& document) {
  const auto& all = document.at("differences");
  if (all.empty()) return {};
  std::string body;
  for (const auto& one : all) {
    body += "<tr>" + tag("td", one.at("name").get<std::string>()) +
            tag("td", difference_column(one.at("column").get<std::string>())) +
            cell(text_or(one.at("was"), word("publication.nothing"))) +
            cell(text_or(one.at("now"), word("publication.nothing"))) + "</tr>\n";
  }
  const auto before = document.at("before").at("number").get<std::string>();
  return tag("h2", word("publication.restated", {before})) + "<table class=\"differences\">" +
         head({word("publication.column_place"), word("publication.column_what"), word("publication.column_was"),
               word("publication.column_now")}) +
         "<tbody>\n" + body + "</tbody></table>\n";
}

std::string about(const Json& document) {
  const auto as_of = document.at("content").at("as_of").get<std::string>();
  if (!document.at("number").is_string()) {
    return tag("p", word("publication.is_preview"), "class=\"mark\"") +
           tag("p", word("publication.about_preview", {as_of}), "class=\"about\"");
  }
  const auto day = document.at("confirmed").at("at").get<std::string>().substr(0, 10);
  return tag("p", word("publication.about", {document.at("number").get<std::string>(), day, as_of}), "class=\"about\"");
}

std::string book_part(const Json& book, const Json& columns) {
  auto part = tag("h1", word("publication.title", {book.at("title").get<std::string>()}));
  const auto notice = book.at("notice").get<std::string>();
  if (!notice.empty()) part += tag("p", notice, "class=\"mark\"");
  part += results_table(book, columns) + tag("p", book.at("remark").get<std::string>());
  return book.at("ranking").empty() ? part : part + ranking_table(book);
}

}  // namespace

std::string difference_column(const std::string& column) {
  static const std::map<std::string, std::string> kKnown = {
      {"rank", "targets.column_rank"},           {"score", "targets.column_score"},
      {"base", "targets.column_base"},           {"bonus", "targets.column_bonus"},
      {"deduction", "targets.column_deduction"}, {"reported", "targets.column_reported"},
      {"due", "publication.column_due"},         {"whole", "publication.column_whole"},
      {"as_of", "publication.column_as_of"},     {"title", "publication.column_title"},
      {"notice", "publication.column_notice"},   {"scoring", "publication.column_scoring"},
      {"other", "publication.column_other"}};
  const auto found = kKnown.find(column);
  return found == kKnown.end() ? column : word(found->second);
}

std::string published_page(const Json& document) {
  const auto& content = document.at("content");
  std::string body;
  for (const auto& book : content.at("books")) body += book_part(book, content.at("columns"));
  const auto title = word("publication.page_title", {std::to_string(content.at("year").get<int>())});
  return "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">" + tag("title", title) +
         "<meta name=\"viewport\" content=\"width=device-width\"><style>" + kStyle + "</style></head><body>\n" +
         about(document) + body + differences_table(document) + "</body></html>\n";
}

}  // namespace minsync

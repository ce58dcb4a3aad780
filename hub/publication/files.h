// A publication, or a preview of one, as files: the table as page and CSV, the ranking as CSV. In Chinese. Pure; any
// thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace minsync {

struct PublishedFile {
  std::string name;  // "2016-1.html"; of a preview "2016-preview.html"
  std::string text;
};

// The document is that of Publication, or a draft. The page stands alone: no script, nothing from elsewhere; it prints
// on A4, a heading's rows under one another. CSV is UTF-8 with a mark, for spreadsheets, and no cell of it is a
// formula.
std::vector<PublishedFile> published_files(const nlohmann::json& document);

std::string published_page(const nlohmann::json& document);
std::string published_csv(const nlohmann::json& document);
// "" if nothing was allotted.
std::string published_ranking_csv(const nlohmann::json& document);

// Heads of the ranking's columns, and one county's cells.
std::vector<std::string> ranking_columns();
std::vector<std::string> ranking_cells(const nlohmann::json& county);
// The column that a difference names, for people.
std::string difference_column(const std::string& column);

}  // namespace minsync

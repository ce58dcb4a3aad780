#include "hub/publication/cells.h"

#include <nlohmann/json.hpp>

#include "hub/documents/target_json.h"
#include "hub/targets/calendar.h"
#include "shared/identity/identity.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

// What is published is Chinese, whoever prepares it and in whichever language he works.
std::string word(std::string_view id, const std::vector<std::string>& args = {}) {
  return say(Language::zh, id, args);
}

bool is_deed(const TargetIndicator& indicator) {
  return indicator.kind == IndicatorKind::date || indicator.kind == IndicatorKind::text;
}

bool is_done(const IndicatorProgress& progress) {
  return progress.done_day.has_value() || progress.text == TextState::done;
}

bool is_reported(const IndicatorProgress& progress) {
  return progress.value || progress.done_day || progress.text != TextState::not_reported;
}

std::string reached(const TargetIndicator& indicator, const IndicatorProgress& progress) {
  if (!is_reported(progress)) return word("publication.not_reported");
  if (progress.value) return format_amount(*progress.value) + indicator.unit;
  if (progress.done_day) return word("publication.done_on", {format_target_day(*progress.done_day)});
  return word(is_done(progress) ? "targets.done" : "targets.not_done");
}

// "新增养老机构床位:5380张(目标5250张)。…"
std::string completed_line(const PublishedIndicator& one) {
  const auto& [indicator, progress] = one;
  auto line = indicator->name + word("publication.colon") + reached(*indicator, *progress);
  if (progress->target && !is_deed(*indicator)) {
    line += word("publication.target", {format_amount(*progress->target) + indicator->unit});
  }
  if (progress->base_share && progress->base) {
    line += word("publication.share", {indicator->base_name, format_amount(*progress->base) + indicator->unit,
                                       percent_text(*progress->base_share)});
  }
  if (progress->aggregated) {
    line += word("publication.aggregated",
                 {std::to_string(progress->counties_reported), std::to_string(progress->counties_asked)});
  }
  if (!progress->evidence.empty()) line += word("publication.full_stop") + progress->evidence;
  if (progress->sample) line += word("publication.sample");
  return line;
}

// "新增养老机构床位5380张/5250张,完成率102.48%"
std::string workload_line(const PublishedIndicator& one) {
  const auto& [indicator, progress] = one;
  if (!progress->value) return word("publication.workload_missing", {indicator->name});
  const auto done = format_amount(*progress->value) + indicator->unit;
  if (!progress->target || !progress->raw_rate) return indicator->name + done;
  return word("publication.workload", {indicator->name, done, format_amount(*progress->target) + indicator->unit,
                                       percent_text(*progress->raw_rate)});
}

void add_line(std::string& lines, const std::string& line) {
  lines += (lines.empty() ? "" : "\n") + line;
}

std::string completed(const std::vector<PublishedIndicator>& indicators) {
  std::string lines;
  std::size_t number = 0;
  for (const auto& one : indicators) add_line(lines, std::to_string(++number) + "." + completed_line(one));
  return lines;
}

std::string workload(const std::vector<PublishedIndicator>& indicators) {
  std::string lines;
  std::size_t deeds = 0, done = 0, missing = 0;
  for (const auto& one : indicators) {
    if (!is_deed(*one.indicator)) {
      add_line(lines, workload_line(one));
      continue;
    }
    ++deeds;
    if (is_done(*one.progress)) ++done;
    if (!is_reported(*one.progress)) ++missing;
  }
  if (deeds > 0) add_line(lines, word("publication.deeds", {std::to_string(deeds), std::to_string(done)}));
  if (missing > 0) lines += word("publication.deeds_missing", {std::to_string(missing)});
  return lines;
}

}  // namespace

std::string percent_text(Rate rate) {
  auto text = format_rate(rate);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text + "%";
}

std::string without_personal_numbers(const std::string& text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && digit(text[end])) ++end;
    const std::size_t count = end - at;
    if (count == 17 && end < text.size() && (text[end] == 'X' || text[end] == 'x')) ++end;
    const auto run = text.substr(at, end - at);
    const bool mobile = count == 11 && run.front() == '1';
    if (mobile) {
      out += mask_digits(run);
    } else if (count == 15 || count == 18 || run.size() == 18) {
      out += mask_id_number(run);
    } else {
      out += count == 0 ? text.substr(at, 1) : run;
    }
    at = count == 0 ? at + 1 : end;
  }
  return out;
}

std::vector<std::string> published_columns() {
  return {word("publication.column_name"), word("publication.column_content"),  word("publication.column_completed"),
          word("publication.column_rate"), word("publication.column_workload"), word("publication.column_projects")};
}

nlohmann::json published_cells(const TargetItem& item, bool whole_heading_starred,
                               const std::vector<PublishedIndicator>& indicators) {
  std::string lists;
  for (const auto& list : item.project_lists) add_line(lists, list);
  auto content = item.text.empty() ? item.name : item.text;
  if (item.starred) content = (whole_heading_starred ? "" : "*") + content + word("publication.people_matter");
  return {(item.starred && whole_heading_starred ? "*" : "") + item.heading,
          without_personal_numbers(content),
          without_personal_numbers(completed(indicators)),
          item.published_rate ? percent_text(*item.published_rate) : word("publication.not_reported"),
          without_personal_numbers(workload(indicators)),
          without_personal_numbers(lists)};
}

}  // namespace minsync

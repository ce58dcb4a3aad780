#include "hub/admin/target_table.h"

#include "hub/documents/target_json.h"
#include "hub/targets/calendar.h"

namespace minsync {
namespace {

// What was reached, in the form that the indicator's kind has.
std::string reached_text(const HubContext& context, const IndicatorProgress& progress) {
  if (progress.value) return format_amount(*progress.value);
  if (progress.done_day) return format_target_day(*progress.done_day);
  if (progress.text == TextState::done) return context.text("targets.done");
  return progress.text == TextState::not_done ? context.text("targets.not_done") : "";
}

std::string asked_text(const TargetIndicator& indicator, const IndicatorProgress& progress) {
  if (progress.target) return format_amount(*progress.target) + indicator.unit;
  return indicator.due_day ? format_target_day(*indicator.due_day) : "";
}

}  // namespace

std::string progress_table(const HubContext& context, const TargetBook& book,
                           const std::vector<IndicatorProgress>& rows) {
  std::vector<std::vector<std::string>> cells{
      {context.text("targets.column_number"), context.text("targets.column_indicator"),
       context.text("targets.column_target"), context.text("targets.column_value"), context.text("targets.column_raw"),
       context.text("targets.column_due"), context.text("targets.column_published"),
       context.text("targets.column_standing")}};
  for (const auto& row : rows) {
    const TargetIndicator& indicator = *book.indicator(row.indicator);
    const TargetItem& item = *book.item(row.item);
    auto standing = context.text(standing_message(row.standing), standing_args(row));
    if (row.sample) standing += " [" + context.text("targets.sample") + "]";
    cells.push_back({(item.starred ? "★" : "") + std::to_string(item.number), indicator.name,
                     asked_text(indicator, row), reached_text(context, row), text_of(row.raw_rate),
                     text_of(row.due_rate), text_of(row.published_rate), std::move(standing)});
  }
  return table(cells);
}

std::string ranking_table(const HubContext& context, const TargetBook& book, const std::vector<CountyScore>& scores) {
  std::vector<std::vector<std::string>> cells{
      {context.text("targets.column_rank"), context.text("targets.column_county"), context.text("targets.column_score"),
       context.text("targets.column_base"), context.text("targets.column_bonus"),
       context.text("targets.column_deduction"), context.text("targets.column_reported"), ""}};
  for (const auto& score : scores) {
    cells.push_back({score.rank ? std::to_string(*score.rank) : "-", county_name(book, score.county),
                     format_points(score.total), format_points(score.base), format_points(score.bonus),
                     format_points(score.deduction), std::to_string(score.reported) + "/" + std::to_string(score.due),
                     score.sample ? context.text("targets.sample") : ""});
  }
  return table(cells);
}

}  // namespace minsync

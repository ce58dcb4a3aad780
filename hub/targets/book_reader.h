// The parts of read_target_book. The layout of the files is told in DESIGN.md.
#pragma once

#include "hub/targets/book_section.h"
#include "hub/targets/target_book.h"

namespace minsync {

inline const std::vector<std::string_view> kBookKeys = {"book",  "extends",  "title",    "year",      "years",
                                                        "city",  "source",   "sample",   "notice",    "scoring",
                                                        "as_of", "counties", "headings", "allotments"};

void read_items(const BookSection& top, FaultList& faults, std::int32_t as_of_day, TargetBook& book);
void read_allotments(const BookSection& top, FaultList& faults, TargetBook& book);
// Takes what `node` says for an indicator of that kind: a number, a day, done or not_done.
void read_result(const YAML::Node& node, IndicatorKind kind, FaultList& faults, TargetProgress& out);

}  // namespace minsync

#include "client/documents/sync_report.h"

#include <nlohmann/json.hpp>

namespace minsync {

nlohmann::ordered_json answer_counts_json(const AnswerCounts& counts) {
  return {{"applied", counts.applied},         {"parallel", counts.parallel}, {"overwritten", counts.overwritten},
          {"in_review", counts.in_review},     {"waiting", counts.waiting},   {"refused", counts.refused},
          {"quarantined", counts.quarantined}, {"held", counts.held}};
}

nlohmann::ordered_json sync_report_json(const SyncReport& report) {
  return {{"pushed", report.pushed},
          {"receipts", answer_counts_json(report.counts)},
          {"copied", report.counts.copied},
          {"hub_went_back", report.counts.hub_went_back},
          {"pulled", report.counts.pulled},
          {"bytes_sent", report.bytes_sent},
          {"bytes_received", report.bytes_received},
          {"round_trips", report.round_trips},
          {"seconds", report.seconds},
          {"complete", report.complete}};
}

}  // namespace minsync

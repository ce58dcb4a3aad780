// What a synchronisation came to, as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "client/sync/sync_exchange.h"

namespace minsync {

// {"applied","parallel","overwritten","in_review","waiting","refused","quarantined","held"}
nlohmann::ordered_json answer_counts_json(const AnswerCounts& counts);
// {"pushed","receipts","copied","hub_went_back","pulled","bytes_sent","bytes_received","round_trips","seconds",
// "complete"}
nlohmann::ordered_json sync_report_json(const SyncReport& report);

}  // namespace minsync

#include "client/documents/sync_report.h"
#include "client/exchange/taken_bundle.h"
#include "client/local/handlers.h"
#include "client/sync/up_bundle.h"
#include "shared/crypto/crypto.h"

namespace minsync {

Result<LocalReply> bundle_up(Call& call) {
  auto& store = call.store();
  MINSYNC_ASSIGN(const auto key, store.device_key());
  MINSYNC_ASSIGN(auto made, make_bundle(store, key, call.page.now_ms()));
  const auto device = store.enrolment().device.value.text();
  const auto name =
      "minsync-" + device.substr(device.size() - 8) + "-" + std::to_string(call.page.now_ms() / 1000) + ".msu";
  auto reply = file_reply(std::move(made.file), "application/octet-stream", name);
  reply.headers.emplace_back("X-Minsync-Edits", std::to_string(made.edits));
  reply.headers.emplace_back("X-Minsync-Left", std::to_string(made.left));
  return reply;
}

Result<LocalReply> bundle_down(Call& call) {
  auto& store = call.store();
  MINSYNC_ASSIGN(const auto data, need_text(call, "data", std::size_t{28} << 20));
  auto file = from_base64(data);
  if (!file) return fail(FaultKind::bad_input, "local.bad_value", {"data"});
  MINSYNC_ASSIGN(const auto taken, take_bundle(store, *file, "data", call.page.now_ms()));
  if (!taken.down) {
    return json_reply(
        {{"bundle", "up"}, {"device", taken.device.value.text()}, {"parts", taken.parts}, {"new", taken.fresh}});
  }
  MINSYNC_ASSIGN(const auto sync, store.sync_state());
  MINSYNC_ASSIGN(const auto left, store.count_unsent());
  return json_reply({{"bundle", "down"},
                     {"receipts", answer_counts_json(taken.stored.counts)},
                     {"pulled", taken.stored.counts.pulled},
                     {"outbox", left},
                     {"outdated", taken.stored.outdated},
                     {"gap", taken.stored.counts.gap},
                     {"complete", sync.complete}});
}

}  // namespace minsync

#include "client/store/bundle_shelf.h"

namespace minsync {
namespace {

constexpr std::string_view kSelect = "SELECT device, mark, parts, sent, imported_ms, answer FROM relayed_bundle";

Result<ShelvedBundle> read_row(const Statement& row) {
  ShelvedBundle bundle;
  bundle.device = DeviceId{row.uuid(0)};
  bundle.mark.value = row.number(1);
  bundle.parts = static_cast<std::uint32_t>(row.number(2));
  bundle.sent = static_cast<std::uint32_t>(row.number(3));
  bundle.imported_ms = row.integer(4);
  if (!row.blob(5).empty()) {
    MINSYNC_ASSIGN(bundle.answer, decode_relayed_answer(row.blob(5)));
  }
  return bundle;
}

Result<std::optional<ShelvedBundle>> find(ClientStore& store, DeviceId device, BundleMark mark) {
  MINSYNC_ASSIGN(auto row,
                 store.database().query(std::string(kSelect) + " WHERE device = ? AND mark = ?", device, mark));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  MINSYNC_ASSIGN(auto bundle, read_row(row));
  return bundle;
}

Status drop_parts(ClientStore& store, DeviceId device, BundleMark mark) {
  return store.database().run("DELETE FROM relayed_part WHERE device = ? AND mark = ?", device, mark);
}

}  // namespace

Status note_bundle(ClientStore& store, BundleMark mark, std::int64_t made_ms) {
  return store.database().run("INSERT INTO made_bundle VALUES (?, ?)", mark, made_ms);
}

Result<bool> made_bundle(ClientStore& store, BundleMark mark) {
  MINSYNC_ASSIGN(auto row, store.database().query("SELECT 1 FROM made_bundle WHERE mark = ?", mark));
  return row.step();
}

Result<bool> shelve(ClientStore& store, const OpenBundle& bundle, std::int64_t now_ms) {
  const DeviceId device = bundle.head.asking.device;
  const BundleMark mark = bundle.head.mark;
  MINSYNC_ASSIGN(const auto known, find(store, device, mark));
  if (known && known->answer.reason.empty()) return false;
  MINSYNC_TRY(drop_parts(store, device, mark));
  MINSYNC_TRY(store.database().run("INSERT OR REPLACE INTO relayed_bundle VALUES (?, ?, ?, ?, 0, ?, ?)", device, mark,
                                   Blob{bundle.signed_head}, bundle.parts.size(), now_ms, Blob{{}}));
  for (std::size_t i = 0; i < bundle.parts.size(); ++i) {
    MINSYNC_TRY(
        store.database().run("INSERT INTO relayed_part VALUES (?, ?, ?, ?)", device, mark, i, Blob{bundle.parts[i]}));
  }
  return true;
}

Result<std::vector<ShelvedBundle>> shelved(ClientStore& store) {
  MINSYNC_ASSIGN(auto rows, store.database().prepare(std::string(kSelect) + " ORDER BY imported_ms DESC, mark"));
  std::vector<ShelvedBundle> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return all;
    MINSYNC_ASSIGN(auto bundle, read_row(rows));
    all.push_back(std::move(bundle));
  }
}

Result<bool> anything_to_relay(ClientStore& store) {
  MINSYNC_ASSIGN(auto row, store.database().prepare("SELECT 1 FROM relayed_part LIMIT 1"));
  return row.step();
}

Result<std::optional<RelayedPart>> next_relayed(ClientStore& store) {
  MINSYNC_ASSIGN(auto row,
                 store.database().prepare("SELECT b.head, p.number, p.part FROM relayed_bundle b JOIN relayed_part p ON"
                                          " p.device = b.device AND p.mark = b.mark AND p.number = b.sent"
                                          " ORDER BY b.imported_ms, b.mark LIMIT 1"));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return RelayedPart{std::string(row.blob(0)), static_cast<std::uint32_t>(row.number(1)), std::string(row.blob(2))};
}

Status store_relayed(ClientStore& store, const RelayedAnswer& answer) {
  MINSYNC_ASSIGN(const auto known, find(store, answer.device, answer.mark));
  if (!known || known->sent != answer.number || !known->answer.reason.empty()) return {};
  RelayedAnswer sum = answer;
  sum.merged += known->answer.merged, sum.duplicate += known->answer.duplicate;
  sum.waiting += known->answer.waiting, sum.refused += known->answer.refused;
  sum.quarantined += known->answer.quarantined;
  if (sum.reply.empty()) sum.reply = known->answer.reply;
  const bool taken = answer.reason.empty();
  const auto sent = known->sent + (taken ? 1U : 0U);
  MINSYNC_TRY(store.database().run("UPDATE relayed_bundle SET sent = ?, answer = ? WHERE device = ? AND mark = ?", sent,
                                   Blob{encode_relayed_answer(sum)}, answer.device, answer.mark));
  const bool over = !taken || sent == known->parts;
  return over ? drop_parts(store, answer.device, answer.mark) : Status{};
}

}  // namespace minsync

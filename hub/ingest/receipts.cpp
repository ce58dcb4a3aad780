#include "hub/ingest/receipts.h"

#include "hub/ingest/rights.h"

namespace minsync {

Receipt receipt_for(const ArrivedAs& edit, ReceiptKind kind) {
  Receipt receipt;
  receipt.incarnation = edit.id.incarnation;
  receipt.sequence = edit.id.sequence;
  receipt.digest = edit.digest;
  receipt.kind = kind;
  return receipt;
}

Receipt receipt_of_held(const ArrivedAs& edit, std::string state) {
  auto receipt = receipt_for(edit, ReceiptKind::held);
  receipt.reason = "hub.record_closed";
  receipt.args.push_back(std::move(state));
  return receipt;
}

Receipt receipt_of_purged(const ArrivedAs& edit) {
  auto receipt = receipt_for(edit, ReceiptKind::held);
  receipt.reason = kRecordPurged;
  return receipt;
}

Receipt receipt_of_waiting(const ArrivedAs& edit, const Verdict& verdict) {
  auto receipt = receipt_for(edit, verdict.reason.empty() ? ReceiptKind::waiting : ReceiptKind::quarantined);
  receipt.reason = verdict.reason;
  receipt.args = verdict.args;
  return receipt;
}

Receipt receipt_of_refused(const ArrivedAs& edit, const Verdict& verdict) {
  auto receipt = receipt_for(edit, ReceiptKind::refused);
  receipt.reason = verdict.reason;
  receipt.args = verdict.args;
  receipt.field = verdict.field;
  return receipt;
}

Receipt receipt_of_merged(const IngestContext& context, const ArrivedAs& edit, const Verdict& verdict, Stamp own,
                          Version version, std::vector<GroupOutcome> outcomes) {
  auto receipt = receipt_for(edit, ReceiptKind::merged);
  receipt.version = version;
  receipt.stamp = verdict.stamp == own ? Stamp{} : verdict.stamp;
  receipt.outcomes = std::move(outcomes);
  receipt.tag =
      tag_of(context, edit.id.device, {receipt.incarnation, receipt.sequence, 1, receipt.version, receipt.stamp, 0});
  return receipt;
}

}  // namespace minsync

#include "hub/console/handlers.h"
#include "hub/console/named.h"
#include "hub/documents/notice_json.h"
#include "shared/divisions/in_use.h"

namespace minsync::console {
namespace {

Result<NoticesWanted> read_wanted(const Call& call) {
  NoticesWanted wanted;
  MINSYNC_ASSIGN(wanted.form, query_text(call, "form"));
  if (!wanted.form.empty()) MINSYNC_TRY(call.hub().forms().get(wanted.form));
  MINSYNC_ASSIGN(const auto org, query_text(call, "org"));
  if (!org.empty()) {
    MINSYNC_ASSIGN(wanted.root, divisions_in_use().get_code(org));
  }
  MINSYNC_ASSIGN(const auto kind, query_text(call, "kind"));
  wanted.kind = read_notice_kind(kind);
  if (!kind.empty() && !wanted.kind) return fail(FaultKind::bad_input, "console.bad_value", {"kind"});
  MINSYNC_ASSIGN(wanted.after, query_text(call, "after"));
  MINSYNC_ASSIGN(wanted.limit, query_limit(call));
  return wanted;
}

}  // namespace

Result<Json> notices(Call& call) {
  MINSYNC_ASSIGN(const auto wanted, read_wanted(call));
  MINSYNC_ASSIGN(const auto page, read_notices(call.store, call.hub().forms(), divisions_in_use(), wanted));
  MINSYNC_ASSIGN(const auto authors, AuthorNames::read(call.store));
  auto json = notices_json(page, authors, Disclosure::masked);
  name_orgs(json);
  return json;
}

}  // namespace minsync::console

#include "shared/store/digest.h"

#include <nlohmann/json.hpp>

#include "client/cli/commands.h"

namespace minsync {
namespace {

struct DigestOptions {};

Result<int> run(Context& context, const DigestOptions&) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  MINSYNC_ASSIGN(auto snapshot, Transaction::begin_read(store->database()));
  MINSYNC_ASSIGN(const auto digest, digest_of(store->records(), store->forms(),
                                              [&](const Form& form, UnitId) { return store->in_scope(form); }));
  if (context.json) {
    context.print_json(Json{{"digest", hex(digest)}});
  } else {
    context.print(hex(digest));
  }
  return kDone;
}

}  // namespace

void add_digest(Commands& commands) {
  commands.on(commands.add(commands.program, "digest", "client.about_digest"), std::make_shared<DigestOptions>(), run);
}

}  // namespace minsync

#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/entry.h"
#include "client/cli/records.h"
#include "client/store/local_edits.h"

namespace minsync {
namespace {

struct EditOptions {
  std::string id, note, accept_with;
  std::vector<std::string> values;
};

Result<int> change(Context& context, const EditOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto note, note_of(options.note, options.accept_with));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store->database()));
  MINSYNC_ASSIGN(const auto found, find_record(*store, options.id));
  const Form& form = *found.form;
  MINSYNC_TRY(may_write(*store, form));
  MINSYNC_TRY(in_own_area(*store, found.record.state.unit));
  MINSYNC_ASSIGN(const auto changes, parse_assignments(*store, form, options.values));
  MINSYNC_TRY(check_entry(context, form, found.record.shown, changes, options.accept_with));
  MINSYNC_ASSIGN(const bool changed,
                 LocalEdits(*store, Context::now_ms()).change(form, found.record.state.id, changes, note));
  MINSYNC_TRY(transaction.commit());
  if (context.json) {
    context.print_json(Json{{"id", found.record.state.id.value.text()}, {"changed", changed}});
  } else if (changed) {
    context.print(context.text("client.changed"));
  } else {
    context.print(context.text("client.nothing_changed"));
  }
  return kDone;
}

}  // namespace

void add_edit(Commands& commands) {
  auto options = std::make_shared<EditOptions>();
  auto command = commands.add(commands.program, "edit", "client.about_edit");
  command.add_option("ID", options->id, commands.context.text("client.about_id")).required();
  command.add_option("field=value", options->values, commands.context.text("client.about_values")).required();
  command.add_option("--note", options->note, commands.context.text("client.about_note")).type_name("TEXT");
  command.add_option("--accept-with", options->accept_with, commands.context.text("client.about_accept_with"))
      .type_name("REASON");
  commands.on(command, options, change);
}

}  // namespace minsync

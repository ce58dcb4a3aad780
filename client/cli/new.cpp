#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/entry.h"
#include "client/cli/records.h"
#include "client/store/local_edits.h"

namespace minsync {
namespace {

struct NewOptions {
  std::string form, org, accept_with;
  std::vector<std::string> values;
};

Result<int> make(Context& context, const NewOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const Form* form, store->forms().get(options.form));
  MINSYNC_TRY(may_write(*store, *form));
  MINSYNC_ASSIGN(const UnitId unit, unit_for(*store, options.org));
  MINSYNC_ASSIGN(const auto note, note_of({}, options.accept_with));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store->database()));
  MINSYNC_ASSIGN(const auto changes, parse_assignments(*store, *form, options.values));
  MINSYNC_TRY(check_entry(context, *form, {}, changes, options.accept_with));
  MINSYNC_ASSIGN(const RecordId id,
                 LocalEdits(*store, Context::now_ms()).create(*form, unit, with_changes({}, changes), note));
  MINSYNC_TRY(transaction.commit());
  if (context.json) {
    context.print_json(Json{{"id", id.value.text()}});
  } else {
    context.print(context.text("client.created", {form->label.zh, form->label.en, id.value.text(), unit_name(unit)}));
  }
  return kDone;
}

}  // namespace

void add_new(Commands& commands) {
  auto options = std::make_shared<NewOptions>();
  auto command = commands.add(commands.program, "new", "client.about_new");
  command.add_option("FORM", options->form, commands.context.text("client.about_form_name")).required();
  command.add_option("field=value", options->values, commands.context.text("client.about_values"));
  command.add_option("--org", options->org, commands.context.text("client.about_org")).type_name("CODE");
  command.add_option("--accept-with", options->accept_with, commands.context.text("client.about_accept_with"))
      .type_name("REASON");
  commands.on(command, options, make);
}

}  // namespace minsync

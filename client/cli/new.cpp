#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/entry.h"
#include "client/cli/records.h"

namespace minsync {
namespace {

struct NewOptions {
  std::string form, org, accept_with;
  std::vector<std::string> values;
};

Result<int> make(Context& context, const NewOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto typed, read_assignments(options.values));
  MINSYNC_ASSIGN(const auto entered,
                 enter_new(*store, options.form, options.org, typed, entry_options(context, {}, options.accept_with)));
  MINSYNC_TRY(tell_entered(context, entered));
  const auto& id = entered.record.value;
  if (context.json) {
    context.print_json(Json{{"id", id.text()}});
  } else {
    context.print(context.text("client.created",
                               {entered.form->label.zh, entered.form->label.en, id.text(), unit_name(entered.unit)}));
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

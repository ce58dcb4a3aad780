#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/filter.h"
#include "client/exchange/record_export.h"

namespace minsync {
namespace {

struct CommandOptions {
  std::string form, file, where, encoding = "utf8";
  bool labels = false, reveal = false;
};

Result<int> run(Context& context, const CommandOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const Form* form, store->forms().get(options.form));
  ExportOptions chosen;
  chosen.encoding = options.encoding == "gb18030" ? CsvEncoding::gb18030 : CsvEncoding::utf8;
  if (options.labels) chosen.labels = context.language();
  MINSYNC_ASSIGN(chosen.chosen, record_filter(*form, options.where, {}, context.language()));
  // Before the file is there; how many rows it will have is not known yet.
  MINSYNC_ASSIGN(chosen.disclosure, context.disclose(options.reveal, {"export", form->name + " " + options.file, 0}));
  MINSYNC_ASSIGN(const auto count, export_records(*store, *form, options.file, chosen));
  if (context.json) {
    context.print_json(Json{{"exported", count}, {"file", options.file}});
  } else {
    context.print(context.text("client.exported", {std::to_string(count), options.file}));
  }
  return kDone;
}

}  // namespace

void add_export(Commands& commands) {
  auto options = std::make_shared<CommandOptions>();
  const auto& context = commands.context;
  auto command = commands.add(commands.program, "export", "client.about_export");
  command.add_option("FORM", options->form, context.text("client.about_form_name")).required();
  command.add_option("FILE", options->file, context.text("client.about_file")).required();
  command.add_option("--where", options->where, context.text("client.about_where")).type_name("EXPR");
  command.add_option("--encoding", options->encoding, context.text("client.about_encoding"))
      .type_name("utf8|gb18030")
      .one_of({"utf8", "gb18030"});
  command.add_flag("--labels", options->labels, context.text("client.about_labels"));
  command.add_flag("--reveal", options->reveal, context.text("client.about_reveal_export"));
  commands.on(command, options, run);
}

}  // namespace minsync

#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/entry.h"
#include "client/cli/line.h"
#include "client/cli/records.h"
#include "client/exchange/attaching.h"
#include "client/store/attached_files.h"
#include "client/store/local_edits.h"
#include "client/sync/file_agent.h"
#include "client/sync/own_key.h"

namespace minsync {
namespace {

struct AttachOptions {
  std::string id, field, file, note;
};

struct FetchOptions {
  std::string id, field, output;
};

Result<const Field*> file_field(const Form& form, const std::string& name) {
  MINSYNC_ASSIGN(const Field* field, get_field(form, name));
  if (field->type != FieldType::file) return fail(FaultKind::bad_input, "client.no_file_field", {form.name, name});
  return field;
}

// The file is in the folder, durable, before the edit that refers to it is.
Result<int> attach(Context& context, const AttachOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto note, note_of(options.note, ""));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store->database()));
  MINSYNC_ASSIGN(const auto found, find_record(*store, options.id));
  const Form& form = *found.form;
  MINSYNC_ASSIGN(const Field* field, file_field(form, options.field));
  if (field->read_only) return fail(FaultKind::bad_input, "client.read_only", {field->name});
  MINSYNC_TRY(may_write(*store, form));
  MINSYNC_TRY(in_own_area(*store, found.record.state.unit));
  const ContentFolder folder(files_folder_of(context.data));
  const auto most = static_cast<std::uint64_t>(context.config().number("files.max_bytes"));
  MINSYNC_ASSIGN(const auto content, folder.take(options.file, most));
  const FileReference reference{content.hash, content.size, clean_file_name(options.file)};
  const FieldValues changes = {{field->number, FieldValue(file_reference_text(reference))}};
  MINSYNC_TRY(check_entry(context, form, found.record.shown, changes, ""));
  const auto id = found.record.state.id;
  MINSYNC_ASSIGN(const bool changed, LocalEdits(*store, Context::now_ms()).change(form, id, changes, note));
  MINSYNC_TRY(note_attached(*store, reference, id));
  MINSYNC_TRY(transaction.commit());
  if (context.json) {
    context.print_json(Json{{"id", id.value.text()},
                            {"changed", changed},
                            {"sha256", hash_text(reference.hash)},
                            {"size", reference.size},
                            {"name", reference.name}});
  } else {
    context.print(context.text("client.attached", {reference.name, size_text(reference.size)}));
  }
  return kDone;
}

Result<int> fetch(Context& context, const FetchOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto found, find_record(*store, options.id));
  MINSYNC_ASSIGN(const Field* field, file_field(*found.form, options.field));
  MINSYNC_ASSIGN(const auto reference, file_in(*found.form, *field, found.record.shown));
  const auto& output = options.output.empty() ? reference.name : options.output;
  std::error_code error;
  if (std::filesystem::exists(output, error)) return fail(FaultKind::bad_input, "files.exists", {output});
  const ContentFolder folder(files_folder_of(context.data));
  const bool here = folder.size_of(reference.hash).has_value();
  if (!here) {
    MINSYNC_ASSIGN(const auto line, open_line(context, *store));
    MINSYNC_TRY(finish_key_change(*store, *line));
    MINSYNC_TRY(fetch_file(*store, *line, folder, {reference.hash, reference.size, found.record.state.id}, {},
                           *context.cancel, {}));
  }
  // A file is shown by being taken out: of a sensitive field that is noted too.
  MINSYNC_TRY(context.disclose(field->sensitive, {"fetch", found.record.state.id.value.text(), 1}));
  MINSYNC_TRY(folder.give(reference.hash, output));
  if (context.json) {
    context.print_json(Json{{"file", output}, {"size", reference.size}, {"fetched", !here}});
  } else {
    context.print(context.text("client.fetched", {output, size_text(reference.size)}));
  }
  return kDone;
}

}  // namespace

void add_attach(Commands& commands) {
  const auto options = std::make_shared<AttachOptions>();
  const auto& context = commands.context;
  auto command = commands.add(commands.program, "attach", "client.about_attach");
  command.add_option("ID", options->id, context.text("client.about_id")).required();
  command.add_option("FIELD", options->field, context.text("client.about_file_field")).required();
  command.add_option("FILE", options->file, context.text("client.about_attached_file")).required();
  command.add_option("--note", options->note, context.text("client.about_note")).type_name("TEXT");
  commands.on(command, options, attach);
}

void add_fetch(Commands& commands) {
  const auto options = std::make_shared<FetchOptions>();
  const auto& context = commands.context;
  auto command = commands.add(commands.program, "fetch", "client.about_fetch");
  command.add_option("ID", options->id, context.text("client.about_id")).required();
  command.add_option("FIELD", options->field, context.text("client.about_file_field")).required();
  command.add_option("-o,--output", options->output, context.text("client.about_fetch_output"));
  commands.on(command, options, fetch);
}

}  // namespace minsync

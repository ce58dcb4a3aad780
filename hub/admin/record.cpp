#include <nlohmann/json.hpp>

#include "hub/admin/edit_words.h"
#include "hub/admin/words.h"
#include "hub/documents/record_document.h"
#include "hub/documents/record_filter.h"
#include "hub/storage/snapshot.h"
#include "shared/cli/flags_json.h"
#include "shared/cli/record_page.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {
namespace {

constexpr std::size_t kColumnsShown = 4;

struct RecordOptions {
  std::string form, org, where, after, id;
  std::size_t limit = 50;
  bool history = false, flagged = false, reveal = false;
};

Result<RecordFilter> filter_of(HubContext& context, const Form& form, const RecordOptions& options) {
  MINSYNC_TRY(context.forms());
  RecordsWanted wanted{options.org, options.where, {}, options.flagged};
  return record_filter(form, wanted);
}

void print_page(const HubContext& context, const Form& form, const RecordPage& page, Disclosure disclosure) {
  std::vector<std::vector<std::string>> rows{{context.text("hub.column_id"), context.text("hub.column_org")}};
  std::vector<const Field*> columns;
  for (const auto& field : form.fields) {
    if (field.type == FieldType::reference || columns.size() == kColumnsShown) continue;
    columns.push_back(&field);
    rows[0].push_back(field.label.in(context.language()));
  }
  for (const auto& record : page.records) {
    std::vector<std::string> row{record.state.id.value.text(), name_of(record.state.unit)};
    for (const auto* field : columns) {
      const auto found = record.shown.find(field->number);
      row.push_back(found == record.shown.end() ? "" : shown_text(context, *field, found->second, disclosure));
    }
    rows.push_back(std::move(row));
  }
  context.line(table(rows));
}

Status list(HubContext& context, const RecordOptions& options) {
  MINSYNC_ASSIGN(const auto* catalogue, context.forms());
  MINSYNC_ASSIGN(const auto* form, catalogue->get(options.form));
  MINSYNC_ASSIGN(const auto filter, filter_of(context, *form, options));
  MINSYNC_ASSIGN(auto* store, context.store());
  RecordPage page;
  {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
    MINSYNC_ASSIGN(page, read_page(store->records(), *form, options.after, options.limit, filter));
  }
  const std::vector<std::string> filters = {options.org, options.where, options.after, std::to_string(options.limit),
                                            options.flagged ? "flagged" : ""};
  MINSYNC_ASSIGN(const auto disclosure,
                 context.disclose(options.reveal, {"record list", form->name, page.records.size(), filters}));
  if (context.json) {
    nlohmann::json document = {{"records", nlohmann::json::array()}};
    document["next"] = page.next.empty() ? nlohmann::json() : nlohmann::json(page.next);
    for (const auto& record : page.records) {
      auto one = record_json(*form, record, disclosure);
      if (options.flagged) one["flags"] = flags_json(*form, flags_of(*form, record, today()), context.language());
      document["records"].push_back(std::move(one));
    }
    context.print(document);
    return {};
  }
  if (page.records.empty()) {
    context.note(context.text("hub.no_records"));
  } else {
    print_page(context, *form, page, disclosure);
  }
  if (!page.next.empty()) context.note(context.text("hub.more_records", {page.next}));
  return {};
}

void print_record(const HubContext& context, const Form& form, const StoredRecord& record, Disclosure disclosure) {
  context.line(form.label.in(context.language()) + "  " + record.state.id.value.text() + "  " +
               name_of(record.state.unit));
  std::vector<std::vector<std::string>> rows;
  for (const auto& field : form.fields) {
    const auto found = record.shown.find(field.number);
    if (found == record.shown.end()) continue;
    rows.push_back({field.label.in(context.language()), shown_text(context, field, found->second, disclosure)});
  }
  if (!rows.empty()) context.line(table(rows));
}

void print_history(const HubContext& context, const Form& form, const std::vector<PastEdit>& history,
                   const AuthorNames& authors, Disclosure disclosure) {
  for (const auto& past : history) {
    const auto author = authors(past.edit.id);
    const auto reason = past.edit.note.empty() ? "" : context.text("hub.history_note", {past.edit.note});
    context.line(context.text("hub.history_line", {time_text(past.received_ms), author.name,
                                                   changes_text(context, form, past.edit, disclosure), reason}));
  }
}

void print_flags(const HubContext& context, const std::vector<Finding>& flags) {
  for (const auto& flag : flags) context.line(context.text("hub.flag_line", {say(context.language(), flag.fault)}));
}

Result<ShownRecord> read_record(HubStore& store, const RecordOptions& options) {
  MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(store));
  return read_shown_record(store, options.id, options.history);
}

Status show(HubContext& context, const RecordOptions& options) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto shown, read_record(*store, options));
  MINSYNC_ASSIGN(const auto authors, AuthorNames::read(*store));
  MINSYNC_ASSIGN(const auto disclosure, context.disclose(options.reveal, {"record show", options.id, 1, {}}));
  const Form& form = *shown.form;
  if (context.json) {
    context.print(record_document(shown, authors, disclosure, context.language()));
    return {};
  }
  print_record(context, form, shown.record, disclosure);
  print_flags(context, flags_of(form, shown.record, today()));
  for (const auto& one : shown.held) {
    context.line(context.text("hub.held_line", held_words(context, form, one, authors, disclosure)));
  }
  print_history(context, form, shown.history, authors, disclosure);
  return {};
}

}  // namespace

void add_record(Command app, HubContext& context) {
  auto options = std::make_shared<RecordOptions>();
  auto record = app.add_command("record", "records as they are merged here");
  record.require_command();
  auto list_command = record.add_command("list", "records of a form");
  list_command.add_option("FORM", options->form).required();
  list_command.add_option("--org", options->org, "of this org unit and those below it");
  list_command.add_option("--where", options->where, "an expression, \"${member_count} > 3\"");
  list_command.add_flag("--flagged", options->flagged, "only those in which a rule of the form finds something");
  list_command.add_option("--limit", options->limit).range(std::size_t{1}, std::size_t{1'000'000});
  list_command.add_option("--after", options->after, "\"next\" of the page before");
  list_command.add_flag("--reveal", options->reveal, kAboutReveal);
  list_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return list(context, *options); }; });
  auto show_command = record.add_command("show", "one record");
  show_command.add_option("ID", options->id).required();
  show_command.add_flag("--history", options->history, "every edit that was merged, newest first");
  show_command.add_flag("--reveal", options->reveal, kAboutReveal);
  show_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return show(context, *options); }; });
  add_record_move(record, context);
  add_purge(record, context);
}

}  // namespace minsync

#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/filter.h"
#include "client/cli/records.h"
#include "client/exchange/entry_rules.h"
#include "shared/cli/record_page.h"

namespace minsync {
namespace {

constexpr std::size_t kColumnsShown = 5, kColumnWidth = 24;

struct ListOptions {
  std::string form, where, search, after;
  std::size_t limit = 50;
  bool reveal = false;
};

std::string page_table(Context& context, const Form& form, const RecordPage& page, Disclosure disclosure) {
  const auto language = context.language();
  std::vector<std::vector<std::string>> rows(1);
  rows[0] = {context.text("client.column_id")};
  if (form.workflow) rows[0].push_back(context.text("client.column_state"));
  std::vector<const Field*> shown;
  for (const auto& field : form.fields) {
    const bool is_state = form.workflow && field.number == form.workflow->field;
    if (!is_state && field.type != FieldType::reference && shown.size() < kColumnsShown) shown.push_back(&field);
  }
  for (const auto* field : shown) rows[0].push_back(field->label.in(language));
  for (const auto& record : page.records) {
    std::vector<std::string> row = {record.state.id.value.text()};
    if (form.workflow) {
      const auto* state = form.workflow->state(state_in(form, record.shown));
      row.push_back(state == nullptr ? "" : state->label.in(language));
    }
    for (const auto* field : shown) {
      const auto found = record.shown.find(field->number);
      row.push_back(found == record.shown.end()
                        ? ""
                        : fitted(disclosed(*field, found->second, language, disclosure), kColumnWidth));
    }
    rows.push_back(std::move(row));
  }
  return table(rows);
}

Result<int> list(Context& context, const ListOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const Form* form, store->forms().get(options.form));
  MINSYNC_ASSIGN(const auto filter, record_filter(*form, options.where, options.search, context.language()));
  MINSYNC_ASSIGN(const auto page, read_page(store->records(), *form, options.after, options.limit, filter));
  MINSYNC_ASSIGN(const auto disclosure, context.disclose(options.reveal, {"list", form->name, page.records.size()}));
  if (context.json) {
    Json out = {{"records", Json::array()}, {"next", page.next.empty() ? Json(nullptr) : Json(page.next)}};
    for (const auto& record : page.records) out["records"].push_back(Json(record_json(*form, record, disclosure)));
    context.print_json(out);
    return kDone;
  }
  if (page.records.empty()) {
    context.note(context.text("client.no_records", {form->label.zh, form->label.en}));
    return kDone;
  }
  context.print(page_table(context, *form, page, disclosure));
  if (!page.next.empty()) context.note(context.text("client.more_records", {page.next}));
  return kDone;
}

}  // namespace

void add_list(Commands& commands) {
  auto options = std::make_shared<ListOptions>();
  const auto& context = commands.context;
  auto command = commands.add(commands.program, "list", "client.about_list");
  command.add_option("FORM", options->form, context.text("client.about_form_name")).required();
  command.add_option("--where", options->where, context.text("client.about_where")).type_name("EXPR");
  command.add_option("--search", options->search, context.text("client.about_search")).type_name("TEXT");
  command.add_option("--limit", options->limit, context.text("client.about_limit")).type_name("N").range(1, 1'000'000);
  command.add_option("--after", options->after, context.text("client.about_after")).type_name("CURSOR");
  command.add_flag("--reveal", options->reveal, context.text("client.about_reveal"));
  commands.on(command, options, list);
}

}  // namespace minsync

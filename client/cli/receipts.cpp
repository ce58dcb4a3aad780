#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/records.h"
#include "client/documents/answers.h"

namespace minsync {
namespace {

constexpr std::size_t kMostReceipts = 1000;

struct ReceiptsOptions {
  bool refused = false, reveal = false;
  std::size_t limit = 200;
};

// What the hub did not take over, so that it can be entered again; the JSON has all of it.
std::string entered_text(const Context& context, const Form* form, const OutboxEntry& entry, Disclosure disclosure) {
  constexpr std::size_t kColumns = 60;
  std::string out;
  if (form == nullptr || (entry.state != OutboxState::refused && entry.state != OutboxState::held)) return out;
  for (const auto& change : entry.edit.changes) {
    const GroupRule* rule = form->group(change.group);
    for (std::size_t i = 0; rule != nullptr && i < rule->fields.size() && i < change.values.size(); ++i) {
      const Field& field = *form->field(rule->fields[i]);
      const auto value = disclosed(field, change.values[i], context.language(), disclosure);
      if (!value.empty()) out += (out.empty() ? "" : ", ") + field.label.in(context.language()) + " = " + value;
    }
  }
  return fitted(out, kColumns);
}

std::vector<std::string> receipt_row(Context& context, ClientStore& store, const OutboxEntry& entry,
                                     Disclosure disclosure) {
  const Form* form = store.forms().find(entry.edit.form);
  auto reason = reason_text(context.language(), entry);
  const Field* field = form == nullptr || !entry.receipt ? nullptr : form->field(entry.receipt->field);
  if (field != nullptr) reason = field->label.in(context.language()) + ": " + reason;
  return {local_time(static_cast<std::uint64_t>(entry.created_ms)),
          form == nullptr ? entry.edit.form : form->label.in(context.language()),
          entry.edit.record.value.text(),
          answer_text(context.language(), entry),
          reason,
          entered_text(context, form, entry, disclosure)};
}

Result<int> list(Context& context, const ReceiptsOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  const auto state = options.refused ? std::optional(OutboxState::refused) : std::nullopt;
  MINSYNC_ASSIGN(const auto entries, store->outbox(state, options.limit));
  MINSYNC_ASSIGN(const auto disclosure, context.disclose(options.reveal, {"receipts", "", entries.size()}));
  if (context.json) {
    Json out = {{"receipts", Json::array()}};
    for (const auto& entry : entries) {
      out["receipts"].push_back(
          answer_json(context.language(), store->forms().find(entry.edit.form), entry, disclosure));
    }
    context.print_json(out);
    return kDone;
  }
  if (entries.empty()) {
    context.note(context.text("client.no_receipts"));
    return kDone;
  }
  std::vector<std::vector<std::string>> rows = {
      {context.text("client.column_time"), context.text("client.column_form"), context.text("client.column_record"),
       context.text("client.column_answer"), context.text("client.column_reason"),
       context.text("client.column_entered")}};
  for (const auto& entry : entries) rows.push_back(receipt_row(context, *store, entry, disclosure));
  context.print(table(rows));
  return kDone;
}

}  // namespace

void add_receipts(Commands& commands) {
  auto options = std::make_shared<ReceiptsOptions>();
  auto command = commands.add(commands.program, "receipts", "client.about_receipts");
  command.add_flag("--refused", options->refused, commands.context.text("client.about_refused"));
  command.add_flag("--reveal", options->reveal, commands.context.text("client.about_reveal"));
  command.add_option("--limit", options->limit, commands.context.text("client.about_limit"))
      .type_name("N")
      .range(std::size_t{1}, kMostReceipts);
  commands.on(command, options, list);
}

}  // namespace minsync

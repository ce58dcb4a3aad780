#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "hub/admin/words.h"
#include "hub/documents/duplicate_json.h"
#include "hub/storage/snapshot.h"
#include "shared/forms/field_rights.h"

namespace minsync {
namespace {

constexpr std::size_t kEditsAtOnce = 5'000;

struct Said {
  std::string_view word, message;
};
constexpr std::array kStrengths = {Said{"strong", "duplicates.strong"}, Said{"medium", "duplicates.medium"},
                                   Said{"weak", "duplicates.weak"}};
constexpr std::array kReasons = {Said{"id_number", "duplicates.by_id_number"},
                                 Said{"name_birthday", "duplicates.by_name_birthday"},
                                 Said{"name_address", "duplicates.by_name_address"}};
constexpr std::array kLeft = {Said{"changed", "duplicates.left_changed"}, Said{"gone", "duplicates.left_gone"},
                              Said{"closed", "duplicates.left_closed"}};
constexpr std::array kStatuses = {Said{"open", "duplicates.status_open"},
                                  Said{"dismissed", "duplicates.status_dismissed"},
                                  Said{"merged", "duplicates.status_merged"}, Said{"split", "duplicates.status_split"}};

// As people read a word of the JSON.
std::string said(const HubContext& context, std::span<const Said> all, std::string_view word) {
  const auto found = std::ranges::find(all, word, &Said::word);
  return found == all.end() ? std::string(word) : context.text(found->message);
}

struct DuplicateOptions {
  std::string form, org, strength, apart, after, a, b, id, reason, status;
  std::vector<std::string> take, leave;
  std::size_t limit = 50;
  bool dismissed = false;
};

std::string by(HubContext& context) {
  const auto person = context.person();
  return person && *person ? (*person)->name : std::string();
}

Result<CandidatesWanted> read_wanted(HubContext& context, const DuplicateOptions& options) {
  CandidatesWanted wanted{options.form, {}, {}, Apart::anywhere, options.dismissed, options.after, options.limit};
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  if (!options.form.empty()) MINSYNC_TRY(forms->get(options.form));
  if (!options.org.empty()) {
    MINSYNC_ASSIGN(wanted.root, context.unit(options.org));
  }
  if (!options.strength.empty()) wanted.strength = read_strength(options.strength);
  if (options.apart == "county") wanted.apart = Apart::counties;
  if (options.apart == "township") wanted.apart = Apart::townships;
  return wanted;
}

// A serving hub does the same beside it; who comes second finds it done.
Status catch_up(HubStore& store, const FormCatalogue& forms, DuplicateIndex& index) {
  for (;;) {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(store));
    MINSYNC_ASSIGN(const auto read, index.follow(store, forms, kEditsAtOnce));
    if (read.behind == 0) return {};
  }
}

std::string reasons_text(const HubContext& context, const nlohmann::json& reasons) {
  std::string text;
  for (const auto& one : reasons) {
    text += (text.empty()                         ? ""
             : context.language() == Language::zh ? "、"
                                                  : ", ") +
            said(context, kReasons, one.get<std::string>());
  }
  return text;
}

std::string title_of(const nlohmann::json& side) {
  return side["title"].is_string() ? side["title"].get<std::string>() : "";
}

void print_candidate(const HubContext& context, const Candidate& candidate, const nlohmann::json& json) {
  const auto& a = json["a"];
  const auto& b = json["b"];
  context.line(context.text(
      "duplicates.line", {said(context, kStrengths, json["strength"].get<std::string>()),
                          candidate.form->label.in(context.language()), reasons_text(context, json["reasons"]), a["id"],
                          title_of(a), a["org_name"], b["id"], title_of(b), b["org_name"]}));
}

Status list(HubContext& context, const DuplicateOptions& options) {
  MINSYNC_ASSIGN(const auto wanted, read_wanted(context, options));
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(auto index, DuplicateIndex::open(context.folder));
  MINSYNC_TRY(catch_up(*store, *forms, index));
  CandidatesPage page;
  {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
    MINSYNC_ASSIGN(page, read_candidates(*store, index, *forms, divisions_in_use(), wanted));
  }
  const auto document = candidates_json(page, divisions_in_use());
  if (context.json) {
    context.print(document);
    return {};
  }
  for (std::size_t i = 0; i < page.candidates.size(); ++i) {
    print_candidate(context, page.candidates[i], document["duplicates"][i]);
  }
  if (page.candidates.empty()) context.note(context.text("duplicates.none"));
  if (!page.next.empty()) context.note(context.text("duplicates.more", {page.next}));
  if (page.read_to.behind > 0) {
    context.note(context.text("duplicates.behind", {std::to_string(page.read_to.behind)}));
  }
  return {};
}

Result<MergeWanted> read_merge(HubContext& context, const DuplicateOptions& options) {
  MergeWanted wanted;
  MINSYNC_ASSIGN(wanted.kept, parse_record_id(options.a));
  MINSYNC_ASSIGN(wanted.merged, parse_record_id(options.b));
  wanted.take = options.take;
  wanted.leave = options.leave;
  MINSYNC_ASSIGN(wanted.reason, reason_text(options.reason));
  wanted.by = by(context);
  return wanted;
}

std::string value_text(const nlohmann::json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void print_comparison(const HubContext& context, const Form& form, const nlohmann::json& json) {
  for (const auto& group : json["groups"]) {
    if (group["same"] == true) continue;
    for (const auto& field : group["fields"]) {
      const auto name = field.get<std::string>();
      const auto& label = form.field(name)->label.in(context.language());
      const auto kept = value_text(json["kept"]["fields"][name]), merged = value_text(json["merged"]["fields"][name]);
      context.line(
          context.text("duplicates.field_line", {label, kept, merged, group["take"] == "merged" ? merged : kept}));
    }
  }
  context.line(context.text("duplicates.references_line", {std::to_string(json["references"].get<std::size_t>())}));
  if (!json["blocked"].is_null()) context.note(json["blocked"]["message"].get<std::string>());
}

Status show(HubContext& context, const DuplicateOptions& options) {
  MINSYNC_ASSIGN(const auto wanted, read_merge(context, options));
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
  MINSYNC_ASSIGN(const auto json, comparison_json(*store, *forms, wanted, context.language()));
  if (context.json) {
    context.print(json);
  } else {
    print_comparison(context, *forms->find(json["form"].get<std::string>()), json);
  }
  return {};
}

Status merge(HubContext& context, const DuplicateOptions& options) {
  MINSYNC_ASSIGN(const auto wanted, read_merge(context, options));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  Decision decision;
  MINSYNC_TRY(
      context.act({AuditAction::duplicates_merged, options.a, {"merged=" + options.b}}, [&](HubStore& s) -> Status {
        MINSYNC_ASSIGN(decision, merge_records(s, ingest, hub, wanted));
        return {};
      }));
  if (context.json) {
    context.print(decision_json(decision));
    return {};
  }
  context.line(context.text("duplicates.merged", {options.b, options.a, decision.id.value.text(),
                                                  std::to_string(decision.joined.groups.size()),
                                                  std::to_string(decision.joined.references.size())}));
  return {};
}

void print_left(const HubContext& context, const Form& form, const Left& left) {
  const auto* field = form.field(left.field);
  const auto what = field == nullptr ? context.text("duplicates.left_place") : field->label.in(context.language());
  context.line(context.text("duplicates.left", {form.label.in(context.language()), left.record.value.text(), what,
                                                said(context, kLeft, left_word(left.why))}));
}

Status split(HubContext& context, const DuplicateOptions& options) {
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  MINSYNC_ASSIGN(const auto id, parse_record_id(options.id));
  MINSYNC_ASSIGN(const auto reason, reason_text(options.reason));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  const auto who = by(context);
  Parted parted;
  MINSYNC_TRY(context.act({AuditAction::duplicates_split, options.id, {}}, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(parted, split_records(s, ingest, hub, id, reason, who));
    return {};
  }));
  if (context.json) {
    context.print(parted_json(parted));
    return {};
  }
  context.line(context.text("duplicates.split", {options.id, parted.decision.merged.value.text(),
                                                 std::to_string(parted.restored), std::to_string(parted.returned)}));
  for (const auto& one : parted.left) print_left(context, *forms->find(one.form), one);
  return {};
}

Status dismiss(HubContext& context, const DuplicateOptions& options, bool dismissed) {
  Dismissal dismissal;
  MINSYNC_ASSIGN(dismissal.a, parse_record_id(options.a));
  MINSYNC_ASSIGN(dismissal.b, parse_record_id(options.b));
  MINSYNC_ASSIGN(dismissal.reason, reason_text(options.reason));
  dismissal.dismissed = dismissed;
  dismissal.by = by(context);
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  Decision decision;
  const auto status = std::string(dismissed ? "dismissed" : "open");
  MINSYNC_TRY(context.act({AuditAction::duplicate_dismissed, options.a, {"other=" + options.b, "status=" + status}},
                          [&](HubStore& s) -> Status {
                            MINSYNC_ASSIGN(decision, dismiss_pair(s, ingest, hub, dismissal));
                            return {};
                          }));
  if (context.json) {
    context.print(decision_json(decision));
  } else {
    context.line(context.text(dismissed ? "duplicates.dismissed" : "duplicates.reopened"));
  }
  return {};
}

void print_decided(const HubContext& context, const nlohmann::json& one) {
  const auto title = [](const nlohmann::json& side) { return side.is_null() ? std::string() : title_of(side); };
  context.line(
      context.text("duplicates.decided_line",
                   {one["id"], said(context, kStatuses, one["status"].get<std::string>()), title(one["merged_record"]),
                    title(one["kept_record"]), one["time"], one["by"], one["reason"]}));
  if (one["came_since"] == true) context.line(context.text("duplicates.came_since"));
}

Status decided(HubContext& context, const DuplicateOptions& options) {
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  MINSYNC_ASSIGN(auto* store, context.store());
  auto document = nlohmann::json{{"decisions", nlohmann::json::array()}};
  {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
    MINSYNC_TRY(each_decision(*store, *forms, std::nullopt, [&](const Decision& decision) -> Result<bool> {
      if (!options.status.empty() && status_word(decision.status) != options.status) return true;
      MINSYNC_ASSIGN(auto one, decided_json(*store, *forms, decision));
      document["decisions"].push_back(std::move(one));
      return true;
    }));
  }
  if (context.json) {
    context.print(document);
    return {};
  }
  for (const auto& one : document["decisions"]) print_decided(context, one);
  if (document["decisions"].empty()) context.note(context.text("duplicates.nothing_decided"));
  return {};
}

using Run = Status (*)(HubContext&, const DuplicateOptions&);

void on(Command command, HubContext& context, const std::shared_ptr<DuplicateOptions>& options, Run run) {
  command.on_chosen(
      [&context, options, run] { context.command = [&context, options, run] { return run(context, *options); }; });
}

void add_list(Command duplicate, HubContext& context, const std::shared_ptr<DuplicateOptions>& options) {
  auto command = duplicate.add_command("list", "pairs of records that may be of one person, the likeliest first");
  command.add_option("--form", options->form, "of this form alone");
  command.add_option("--org", options->org, "one of the two is of this org unit or below it");
  command.add_option("--strength", options->strength, "strong | medium | weak").one_of({"strong", "medium", "weak"});
  command.add_option("--apart", options->apart, "in two of them: county | township").one_of({"county", "township"});
  command.add_flag("--dismissed", options->dismissed, "those that were found not to be the same");
  command.add_option("--limit", options->limit).range(std::size_t{1}, std::size_t{10'000});
  command.add_option("--after", options->after, "\"next\" of the page before");
  on(command, context, options, list);
}

Command add_pair(Command duplicate, const char* name, const char* about, DuplicateOptions& options) {
  auto command = duplicate.add_command(name, about);
  command.add_option("A", options.a, "the record that stays").required();
  command.add_option("B", options.b, "the other one").required();
  return command;
}

void add_choices(Command command, DuplicateOptions& options) {
  command.add_option("--take", options.take, "a field whose value is B's; may be repeated");
  command.add_option("--leave-empty", options.leave,
                     "a field that stays empty although B has a value; may be repeated");
}

}  // namespace

void add_duplicate(Command app, HubContext& context) {
  auto options = std::make_shared<DuplicateOptions>();
  auto duplicate = app.add_command("duplicate", "records of one person or household that were entered twice");
  duplicate.require_command();
  add_list(duplicate, context, options);
  auto show_command = add_pair(duplicate, "show", "two records side by side, and what a merge makes of them", *options);
  add_choices(show_command, *options);
  on(show_command, context, options, show);
  auto merge_command = add_pair(duplicate, "merge", "B becomes part of A; duplicate split takes it back", *options);
  add_choices(merge_command, *options);
  merge_command.add_option("--reason", options->reason, "why; stays with both records").required();
  on(merge_command, context, options, merge);
  auto split_command = duplicate.add_command("split", "takes a merge back");
  split_command.add_option("ID", options->id, "of the merge, from duplicate decided").required();
  split_command.add_option("--reason", options->reason, "why; stays with both records").required();
  on(split_command, context, options, split);
  auto dismiss_command = add_pair(duplicate, "dismiss", "they are not the same person's", *options);
  dismiss_command.add_option("--reason", options->reason, "why").required();
  on(dismiss_command, context, options, [](HubContext& c, const DuplicateOptions& o) { return dismiss(c, o, true); });
  on(add_pair(duplicate, "reopen", "list them again", *options), context, options,
     [](HubContext& c, const DuplicateOptions& o) { return dismiss(c, o, false); });
  auto decided_command = duplicate.add_command("decided", "what was decided on pairs so far");
  decided_command.add_option("--status", options->status, "open | dismissed | merged | split")
      .one_of({"open", "dismissed", "merged", "split"});
  on(decided_command, context, options, decided);
}

}  // namespace minsync

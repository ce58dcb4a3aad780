#include "client/local/handlers.h"
#include "client/store/drafts.h"
#include "shared/cli/record_json.h"

namespace minsync {
namespace {

constexpr std::size_t kLongestDraft = std::size_t{256} << 10, kLongestViews = std::size_t{16} << 10;

// What is kept of the body besides key and form.
constexpr const char* kContent[] = {"id", "org", "fields", "displayed"};

}  // namespace

Json draft_json(const Draft& draft) {
  Json out = {{"key", draft.key}, {"form", draft.form}};
  const auto content = Json::parse(draft.content, nullptr, false);
  for (const auto* key : kContent) {
    out[key] = content.is_object() && content.contains(key) ? content[key] : Json(nullptr);
  }
  out["at"] = time_text(static_cast<std::int64_t>(draft.at_ms));
  return out;
}

Result<LocalReply> list_drafts(Call& call) {
  MINSYNC_ASSIGN(const auto all, drafts(call.store()));
  Json out = {{"drafts", Json::array()}};
  for (const auto& draft : all) out["drafts"].push_back(draft_json(draft));
  return json_reply(out);
}

Result<LocalReply> save_draft(Call& call) {
  MINSYNC_ASSIGN(const auto key, need_text(call, "key", kLongestDraftKey));
  MINSYNC_ASSIGN(const auto name, need_text(call, "form", 100));
  MINSYNC_ASSIGN(const Form* form, call.store().forms().get(name));
  if (!call.body.contains("fields") || !call.body["fields"].is_object()) {
    return fail(FaultKind::bad_input, "local.needed", {"fields"});
  }
  Json content = Json::object();
  for (const auto* one : kContent) {
    if (call.body.contains(one)) content[one] = call.body[one];
  }
  const auto text = content.dump();
  if (text.size() > kLongestDraft) {
    return fail(FaultKind::bad_input, "local.too_long", {"fields", std::to_string(kLongestDraft)});
  }
  MINSYNC_TRY(put_draft(call.store(), {key, form->name, text, call.page.now_ms()}));
  return done_reply();
}

Result<LocalReply> delete_draft(Call& call) {
  MINSYNC_ASSIGN(const auto key, need_text(call, "key", kLongestDraftKey));
  MINSYNC_TRY(drop_draft(call.store(), key));
  return done_reply();
}

Result<LocalReply> list_views(Call& call) {
  MINSYNC_ASSIGN(const Form* form, call.store().forms().get(call.name));
  MINSYNC_ASSIGN(const auto text, saved_views(call.store(), *form));
  auto views = Json::parse(text, nullptr, false);
  return json_reply({{"views", views.is_array() ? std::move(views) : Json::array()}});
}

Result<LocalReply> store_views(Call& call) {
  MINSYNC_ASSIGN(const Form* form, call.store().forms().get(call.name));
  const auto views = call.body.find("views");
  if (views == call.body.end() || !views->is_array()) return fail(FaultKind::bad_input, "local.needed", {"views"});
  const auto text = views->dump();
  if (text.size() > kLongestViews) {
    return fail(FaultKind::bad_input, "local.too_long", {"views", std::to_string(kLongestViews)});
  }
  MINSYNC_TRY(save_views(call.store(), *form, text));
  return done_reply();
}

}  // namespace minsync

#include "client/documents/form_json.h"
#include "client/local/handlers.h"
#include "shared/store/bundle_keys.h"

namespace minsync {
namespace {

// Forms whose records belong to one of `parent` and move with it.
Json children_json(const ClientStore& store, const Form& parent) {
  Json out = Json::array();
  for (const auto* child : store.forms().forms()) {
    if (!store.in_scope(*child)) continue;
    for (const auto& field : child->fields) {
      if (field.reference_form != parent.name || !field.moves_with_parent || field.retired) continue;
      out.push_back({{"form", child->name},
                     {"field", field.name},
                     {"label", {{"zh", child->label.zh}, {"en", child->label.en}}}});
    }
  }
  return out;
}

}  // namespace

Result<LocalReply> forms(Call& call) {
  const auto& store = call.store();
  auto own = store.forms().forms();
  std::erase_if(own, [&](const Form* one) { return !store.in_scope(*one) || one->name == kBundleKeyForm; });
  auto out = forms_json(own);
  for (std::size_t i = 0; i < own.size(); ++i) {
    auto& one = out["forms"][i];
    one["department"] = own[i]->department;
    one["urgent"] = own[i]->urgent;
    one["reference_data"] = own[i]->reference_data;
    one["may_write"] = may_write(store, *own[i]).has_value();
  }
  return json_reply(out);
}

Result<LocalReply> form(Call& call) {
  MINSYNC_ASSIGN(const Form* found, call.store().forms().get(call.name));
  auto out = form_json(*found);
  out["children"] = children_json(call.store(), *found);
  out["may_write"] = may_write(call.store(), *found).has_value();
  return json_reply(out);
}

}  // namespace minsync

#include "client/local/call.h"

#include <charconv>

#include "shared/forms/characters.h"
#include "shared/text/nesting.h"

namespace minsync {
namespace {

constexpr std::size_t kLongestName = 200;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

Result<std::string> text_of(const nlohmann::json& value, const std::string& key) {
  if (value.is_null()) return std::string();
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.dump();
  std::string options;
  bool texts = value.is_array();
  for (const auto& one : value) {
    texts = texts && one.is_string();
    if (texts) options += (options.empty() ? "" : " ") + one.get<std::string>();
  }
  if (texts) return options;
  return fail(FaultKind::bad_input, "local.bad_value", {shortened(key)});
}

}  // namespace

Result<Disclosure> Call::disclose(const Reveal& about) const {
  MINSYNC_TRY(note_reveal(page.store, about, page.now_ms()));
  return Disclosure::whole;
}

Result<nlohmann::json> read_body(std::string_view text) {
  if (nests_deeper(text, kDeepestBody)) return fail(FaultKind::bad_input, "local.too_deep");
  auto body = nlohmann::json::parse(text, nullptr, false);
  if (!body.is_object()) return fail(FaultKind::bad_input, "local.bad_json");
  return body;
}

Result<std::string> text_or_empty(const Call& call, const char* key, std::size_t longest) {
  const auto found = call.body.find(key);
  if (found == call.body.end() || found->is_null()) return std::string();
  if (!found->is_string()) return fail(FaultKind::bad_input, "local.bad_value", {key});
  const auto& text = found->get_ref<const std::string&>();
  if (text.size() > longest) return fail(FaultKind::bad_input, "local.too_long", {key, std::to_string(longest)});
  return text;
}

Result<std::string> need_text(const Call& call, const char* key, std::size_t longest) {
  MINSYNC_ASSIGN(auto text, text_or_empty(call, key, longest));
  if (text.empty()) return fail(FaultKind::bad_input, "local.needed", {key});
  return text;
}

Result<std::vector<std::string>> names_or_none(const Call& call, const char* key, std::size_t most) {
  const auto found = call.body.find(key);
  std::vector<std::string> names;
  if (found == call.body.end() || found->is_null()) return names;
  if (!found->is_array() || found->size() > most) return fail(FaultKind::bad_input, "local.bad_value", {key});
  for (const auto& one : *found) {
    const auto* name = one.get_ptr<const std::string*>();
    if (name == nullptr || name->size() > kLongestName) return fail(FaultKind::bad_input, "local.bad_value", {key});
    names.push_back(*name);
  }
  return names;
}

Result<std::vector<TypedField>> need_fields(const Call& call, const char* key) {
  const auto found = call.body.find(key);
  if (found == call.body.end() || !found->is_object()) return fail(FaultKind::bad_input, "local.needed", {key});
  if (found->size() > kMostFields) return fail(FaultKind::bad_input, "local.too_many_fields");
  std::vector<TypedField> fields;
  for (const auto& [name, value] : found->items()) {
    MINSYNC_ASSIGN(auto text, text_of(value, name));
    fields.push_back({name, std::move(text)});
  }
  return fields;
}

std::string query_value(std::string_view target, std::string_view name) {
  const auto mark = target.find('?');
  auto query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  while (!query.empty()) {
    const auto one = query.substr(0, query.find('&'));
    if (one.starts_with(name) && one.substr(name.size()).starts_with('=')) {
      return percent_decoded(one.substr(name.size() + 1));
    }
    query.remove_prefix(std::min(one.size() + 1, query.size()));
  }
  return {};
}

Result<std::string> query_text(const Call& call, std::string_view name) {
  return normalise(query_value(call.request.target, name));
}

Result<std::size_t> query_number(const Call& call, std::string_view name, std::size_t otherwise, std::size_t most) {
  const auto text = query_value(call.request.target, name);
  if (text.empty()) return otherwise;
  std::size_t number = 0;
  const auto* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error == std::errc() && end == last && number >= 1 && number <= most) return number;
  return fail(FaultKind::bad_input, "local.bad_limit", {std::string(name), std::to_string(most)});
}

LocalReply json_reply(const Json& document, int status) {
  return {status, std::string(kJsonType), document.dump(-1, ' ', false, Json::error_handler_t::replace), {}};
}

LocalReply done_reply() {
  return json_reply({{"done", true}});
}

LocalReply file_reply(std::string bytes, std::string content_type, const std::string& name) {
  return {200,
          std::move(content_type),
          std::move(bytes),
          {{"Content-Disposition", "attachment; filename=\"" + name + "\""}}};
}

Json findings_json(const Form* form, const std::vector<Finding>& findings, Language language) {
  Json out = Json::array();
  for (const auto& finding : findings) {
    const Field* field = form == nullptr ? nullptr : form->field(finding.field);
    out.push_back({{"field", field == nullptr ? "" : field->name},
                   {"message", say(language, finding.fault)},
                   {"overridable", finding.overridable}});
  }
  return out;
}

int status_of(const Fault& fault) {
  if (fault.id == "clerks.locked") return 423;
  if (fault.id == "local.no_such_page" || fault.id == "client.no_record" || fault.id == "client.record_deleted") {
    return 404;
  }
  switch (fault.kind) {
    case FaultKind::usage:
    case FaultKind::bad_input:
      return 400;
    case FaultKind::not_allowed:
      return 403;
    case FaultKind::unreachable:
      return 503;
    default:
      return fault.id == "common.busy" ? 503 : 500;
  }
}

}  // namespace minsync

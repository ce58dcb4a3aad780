// One request to /api as its handler sees it, and what handlers share in reading it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/exchange/entry.h"
#include "client/local/page_state.h"
#include "client/local/request.h"
#include "client/store/reveals.h"
#include "shared/forms/disclosure.h"

namespace minsync {

using Json = nlohmann::ordered_json;

struct Call {
  PageState& page;
  const LocalRequest& request;
  Language language;
  std::string name;     // what stands where the route has {form} or {id}
  nlohmann::json body;  // of POST: an object, at most kDeepestBody levels deep
  // Told besides the fault that a handler gives, field by field.
  const Form* form = nullptr;
  std::vector<Finding> findings;

  ClientStore& store() const { return page.store; }
  // The page's only way to Disclosure::whole. Writes it down first, in a transaction of its own
  // (client/store/reveals.h).
  Result<Disclosure> disclose(const Reveal& about) const;
};
using Handler = Result<LocalReply> (*)(Call&);

inline constexpr std::size_t kDeepestBody = 16;
inline constexpr std::size_t kMostFields = 500;  // in one body

// Fault: bad_input for what is no JSON, no object, or too deep.
Result<nlohmann::json> read_body(std::string_view text);

// A member of the body. Faults: bad_input with its name, if it is of another type, too long or, where it must be there,
// is not.
Result<std::string> need_text(const Call& call, const char* key, std::size_t longest = 4096);
Result<std::string> text_or_empty(const Call& call, const char* key, std::size_t longest = 4096);
// An array of at most `most` short texts; none if it is not there.
Result<std::vector<std::string>> names_or_none(const Call& call, const char* key, std::size_t most = 100);
// {"fields": {name: value}}: texts, whole numbers, null, arrays of texts.
Result<std::vector<TypedField>> need_fields(const Call& call, const char* key = "fields");

// A value of the query, percent-decoded; "" if it is not there. Fault: bad_input for what is no text.
Result<std::string> query_text(const Call& call, std::string_view name);
// A whole number from 1 to `most`, or `otherwise`.
Result<std::size_t> query_number(const Call& call, std::string_view name, std::size_t otherwise, std::size_t most);
// The same of a query alone.
std::string query_value(std::string_view target, std::string_view name);

inline constexpr std::string_view kJsonType = "application/json; charset=utf-8";
LocalReply json_reply(const Json& document, int status = 200);
LocalReply done_reply();
// A file for the browser to save. `name` is of ASCII.
LocalReply file_reply(std::string bytes, std::string content_type, const std::string& name);

// [{"field","message","overridable"}]
Json findings_json(const Form* form, const std::vector<Finding>& findings, Language language);

// 404 for what is not there, else by the fault's kind.
int status_of(const Fault& fault);

}  // namespace minsync

#include "client/cli/bundle_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "client/cli/message_json.h"
#include "shared/crypto/sealed_bundle.h"

namespace minsync {
namespace {

std::string mark_text(BundleMark mark) {
  return mark.value == 0 ? std::string() : fmt::format("{:016x}", mark.value);
}

Result<Json> part_json(const FormCatalogue& forms, std::string_view bytes, Disclosure disclosure) {
  MINSYNC_ASSIGN(const auto part, decode_bundle_part(bytes));
  Json evidence = Json::array();
  for (const auto& range : part.evidence) {
    evidence.push_back({{"incarnation", range.incarnation.value},
                        {"first", range.first.value},
                        {"count", range.count},
                        {"version", range.version.value}});
  }
  Json batch = nullptr;
  if (!part.batch.empty()) {
    MINSYNC_ASSIGN(batch, message_json(forms, part.batch, disclosure));
  }
  return Json{{"bytes", bytes.size()}, {"batch", std::move(batch)}, {"evidence", std::move(evidence)}};
}

}  // namespace

Result<Json> bundle_up_json(const FormCatalogue& forms, std::string_view bytes, Disclosure disclosure) {
  MINSYNC_ASSIGN(const auto bundle, open_bundle(bytes));
  MINSYNC_ASSIGN(auto asking, message_json(forms, encode_request(bundle.head.asking), disclosure));
  Json parts = Json::array();
  for (const auto& part : bundle.parts) {
    MINSYNC_ASSIGN(auto one, part_json(forms, part, disclosure));
    parts.push_back(std::move(one));
  }
  return Json{{"message", "bundle_up"},
              {"mark", mark_text(bundle.head.mark)},
              {"asking", std::move(asking)},
              {"parts", std::move(parts)}};
}

Result<Json> bundle_down_json(const FormCatalogue& forms, std::string_view bytes, Disclosure disclosure) {
  MINSYNC_ASSIGN(const auto bundle, decode_down_bundle(bytes));
  MINSYNC_ASSIGN(auto asking, message_json(forms, encode_request(bundle.asking), disclosure));
  Json answers = Json::array();
  for (const auto& answer : bundle.answers) {
    MINSYNC_ASSIGN(auto one, message_json(forms, answer, disclosure));
    answers.push_back(std::move(one));
  }
  return Json{{"message", "bundle_down"},
              {"mark", mark_text(bundle.mark)},
              {"asking", std::move(asking)},
              {"answers", std::move(answers)}};
}

}  // namespace minsync

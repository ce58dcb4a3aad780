#include "client/sync/hub_error.h"

#include <nlohmann/json.hpp>

namespace minsync {
namespace {

FaultKind kind_of(int status) {
  if (status == 403) return FaultKind::not_allowed;
  if (status == 409) return FaultKind::integrity;
  if (status == 429 || status >= 500) return FaultKind::unreachable;
  return FaultKind::failed;
}

}  // namespace

Fault hub_error(const HttpAnswer& answer) {
  Fault fault{kind_of(answer.status), "network.hub_status", {std::to_string(answer.status)}, {}};
  const auto body = nlohmann::json::parse(answer.body, nullptr, false);
  if (!body.is_object() || !body.contains("error")) return fault;
  const auto& error = body["error"];
  if (!error.is_object() || !error.value("id", nlohmann::json()).is_string()) return fault;
  fault.id = error["id"].get<std::string>();
  fault.args.clear();
  if (error.contains("args") && error["args"].is_array()) {
    for (const auto& arg : error["args"]) {
      if (arg.is_string()) fault.args.push_back(arg.get<std::string>());
    }
  }
  return fault;
}

}  // namespace minsync

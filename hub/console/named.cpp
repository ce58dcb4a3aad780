#include "hub/console/named.h"

#include <nlohmann/json.hpp>

#include "hub/documents/names.h"
#include "shared/divisions/in_use.h"

namespace minsync::console {

void name_orgs(nlohmann::json& json) {
  if (!json.is_structured()) return;
  for (auto& part : json) name_orgs(part);
  if (!json.is_object() || json.contains("org_name")) return;
  const auto org = json.find("org");
  if (org == json.end() || !org->is_string()) return;
  const auto unit = divisions_in_use().get_code(org->get_ref<const std::string&>());
  json["org_name"] = unit ? name_of(*unit) : std::string();
}

}  // namespace minsync::console

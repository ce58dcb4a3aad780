// Every route of the console with the right that it takes. unit_console compares this with the console's own table and
// with its contract, hub/console/openapi.yaml.
#include <algorithm>
#include <array>

#include "hub/users/rights.h"

namespace minsync {
namespace {

struct RouteRight {
  std::string_view route;
  Right right;
};

constexpr std::array kRoutes = {
    RouteRight{"GET /console/api/session", Right::open},
    RouteRight{"POST /console/api/login", Right::open},
    RouteRight{"POST /console/api/logout", Right::anybody},
    RouteRight{"POST /console/api/password", Right::anybody},
    RouteRight{"POST /console/api/totp", Right::anybody},

    // Numbers and names of units, forms and computers: what the commands give to whoever is logged in.
    RouteRight{"GET /console/api/overview", Right::anybody},
    RouteRight{"GET /console/api/units", Right::anybody},
    RouteRight{"GET /console/api/forms", Right::anybody},
    RouteRight{"GET /console/api/forms/{form}", Right::anybody},
    RouteRight{"GET /console/api/devices", Right::anybody},
    RouteRight{"GET /console/api/requests", Right::anybody},
    RouteRight{"POST /console/api/requests/approve", Right::anybody},  // checks by itself what the request takes

    RouteRight{"GET /console/api/records/{form}", Right::read_records},
    RouteRight{"GET /console/api/record/{id}", Right::read_records},
    RouteRight{"GET /console/api/conflicts", Right::read_records},
    RouteRight{"GET /console/api/notices", Right::read_records},
    RouteRight{"POST /console/api/reveal", Right::reveal_records},
    RouteRight{"POST /console/api/record/put-back", Right::decide_records},
    RouteRight{"POST /console/api/conflicts/resolve", Right::decide_records},
    RouteRight{"POST /console/api/notices/restore", Right::decide_records},

    RouteRight{"GET /console/api/duplicates", Right::read_records},
    RouteRight{"GET /console/api/duplicates/compare", Right::read_records},
    RouteRight{"GET /console/api/duplicates/decided", Right::read_records},
    RouteRight{"POST /console/api/duplicates/merge", Right::decide_records},
    RouteRight{"POST /console/api/duplicates/split", Right::decide_records},
    RouteRight{"POST /console/api/duplicates/dismiss", Right::decide_records},
    RouteRight{"POST /console/api/duplicates/reopen", Right::decide_records},

    RouteRight{"GET /console/api/targets", Right::read_targets},
    RouteRight{"GET /console/api/progress", Right::read_targets},
    RouteRight{"GET /console/api/rank", Right::read_targets},
    RouteRight{"GET /console/api/score/{item}", Right::read_targets},
    RouteRight{"GET /console/api/trend", Right::read_targets},

    RouteRight{"GET /console/api/publications", Right::read_targets},
    RouteRight{"GET /console/api/publications/{number}", Right::read_targets},
    RouteRight{"GET /console/api/publication-files/{number}", Right::read_targets},
    RouteRight{"GET /console/api/publication-preview", Right::read_targets},
    RouteRight{"POST /console/api/publications", Right::publish},

    RouteRight{"POST /console/api/enrol-codes", Right::manage_devices},
    RouteRight{"POST /console/api/devices/revoke", Right::revoke_devices},
    RouteRight{"GET /console/api/users", Right::manage_users},
    RouteRight{"POST /console/api/users", Right::manage_users},
    RouteRight{"POST /console/api/users/reset", Right::manage_users},
    RouteRight{"POST /console/api/users/disable", Right::manage_users},
    RouteRight{"POST /console/api/users/roles", Right::manage_users},
    RouteRight{"GET /console/api/audit", Right::read_audit},
};

}  // namespace

Right right_of_route(std::string_view route) {
  const auto found = std::ranges::find(kRoutes, route, &RouteRight::route);
  return found == kRoutes.end() ? Right::service : found->right;
}

std::vector<std::string> routes_with_rights() {
  std::vector<std::string> names;
  for (const auto& row : kRoutes) names.emplace_back(row.route);
  return names;
}

}  // namespace minsync

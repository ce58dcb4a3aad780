#include "hub/console/routes.h"

#include "hub/console/handlers.h"

namespace minsync::console {
namespace {

constexpr bool kUnfinishedToo = true, kIsNoUse = false;

constexpr Route kRoutes[] = {
    {"GET", "/console/api/session", session, kUnfinishedToo, kIsNoUse},
    {"POST", "/console/api/login", login, kUnfinishedToo, kIsNoUse},
    {"POST", "/console/api/logout", logout, kUnfinishedToo, kIsNoUse},
    {"POST", "/console/api/password", password, kUnfinishedToo},
    {"POST", "/console/api/totp", totp, kUnfinishedToo},
    {"GET", "/console/api/overview", overview},
    {"GET", "/console/api/units", units},
    {"GET", "/console/api/forms", forms},
    {"GET", "/console/api/forms/{form}", form},
    {"GET", "/console/api/records/{form}", records},
    {"GET", "/console/api/record/{id}", record},
    {"POST", "/console/api/record/put-back", put_record_back},
    {"POST", "/console/api/reveal", reveal},
    {"GET", "/console/api/conflicts", conflicts},
    {"POST", "/console/api/conflicts/resolve", resolve},
    {"GET", "/console/api/notices", notices},
    {"POST", "/console/api/notices/restore", restore},
    {"GET", "/console/api/duplicates", duplicates},
    {"GET", "/console/api/duplicates/compare", compare},
    {"GET", "/console/api/duplicates/decided", decided},
    {"POST", "/console/api/duplicates/merge", merge},
    {"POST", "/console/api/duplicates/split", split},
    {"POST", "/console/api/duplicates/dismiss", dismiss},
    {"POST", "/console/api/duplicates/reopen", reopen},
    {"GET", "/console/api/targets", targets},
    {"GET", "/console/api/progress", progress},
    {"GET", "/console/api/rank", rank},
    {"GET", "/console/api/score/{item}", score},
    {"GET", "/console/api/trend", trend},
    {"GET", "/console/api/publications", publications},
    {"POST", "/console/api/publications", prepare},
    {"GET", "/console/api/publications/{number}", publication},
    {"GET", "/console/api/publication-files/{number}", publication_files},
    {"GET", "/console/api/publication-preview", publication_preview},
    {"GET", "/console/api/devices", devices},
    {"POST", "/console/api/devices/revoke", revoke},
    {"POST", "/console/api/enrol-codes", enrol_code},
    {"GET", "/console/api/users", users},
    {"POST", "/console/api/users", add},
    {"POST", "/console/api/users/reset", reset},
    {"POST", "/console/api/users/disable", disable},
    {"POST", "/console/api/users/roles", roles},
    {"GET", "/console/api/audit", audit_entries},
    {"GET", "/console/api/requests", requests},
    {"POST", "/console/api/requests/approve", approve_request},
};

// "{x}" takes the rest of the path, which is one part.
bool fits(std::string_view pattern, std::string_view path, std::string& name) {
  const auto open = pattern.find('{');
  if (open == std::string_view::npos) return pattern == path;
  if (!path.starts_with(pattern.substr(0, open)) || path.size() == open) return false;
  const auto part = path.substr(open);
  if (part.find('/') != std::string_view::npos) return false;
  name = part;
  return true;
}

}  // namespace

std::span<const Route> console_routes() {
  return kRoutes;
}

const Route* find_console_route(std::string_view method, std::string_view path, std::string& name) {
  for (const auto& route : kRoutes) {
    if (route.method == method && fits(route.path, path, name)) return &route;
  }
  return nullptr;
}

std::string route_name(const Route& route) {
  return std::string(route.method) + ' ' + std::string(route.path);
}

}  // namespace minsync::console

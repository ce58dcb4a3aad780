#include "client/local/routes.h"

#include "client/local/handlers.h"

namespace minsync {
namespace {

// base64 of a file of 20 MiB, and what stands around it.
constexpr std::size_t kBody = std::size_t{1} << 20, kFileBody = std::size_t{28} << 20;

constexpr Route kRoutes[] = {
    {"GET", "/api/session", Access::open, session},
    {"POST", "/api/unlock", Access::open, unlock},
    {"POST", "/api/lock", Access::open, lock},
    {"GET", "/api/status", Access::open, status},
    {"GET", "/api/sync", Access::open, sync_standing},
    {"POST", "/api/sync", Access::unlocked, sync_do},
    {"GET", "/api/forms", Access::open, forms},
    {"GET", "/api/forms/{form}", Access::open, form},
    {"GET", "/api/records/{form}", Access::unlocked, records},
    {"POST", "/api/record", Access::unlocked, create_record},
    {"GET", "/api/record/{id}", Access::unlocked, record},
    {"POST", "/api/record/{id}", Access::unlocked, edit_record},
    {"POST", "/api/record/{id}/delete", Access::unlocked, remove_record},
    {"POST", "/api/record/{id}/transition", Access::unlocked, move_record},
    {"POST", "/api/bulk/{form}/preview", Access::unlocked, preview_bulk, kBody, true},
    {"POST", "/api/bulk/{form}", Access::unlocked, take_bulk},
    {"POST", "/api/file", Access::unlocked, keep_page_file, kFileBody},
    {"GET", "/api/record/{id}/file", Access::unlocked, record_file},
    {"POST", "/api/record/{id}/fetch", Access::unlocked, fetch_record_file, kBody, true},
    {"POST", "/api/check", Access::unlocked, check_typed},
    {"GET", "/api/drafts", Access::unlocked, list_drafts},
    {"POST", "/api/drafts", Access::unlocked, save_draft},
    {"POST", "/api/drafts/delete", Access::unlocked, delete_draft},
    {"GET", "/api/views/{form}", Access::unlocked, list_views},
    {"POST", "/api/views/{form}", Access::unlocked, store_views},
    {"GET", "/api/receipts", Access::unlocked, receipts},
    {"GET", "/api/conflicts", Access::unlocked, conflicts},
    {"POST", "/api/conflicts/resolve", Access::unlocked, resolve},
    {"GET", "/api/work", Access::unlocked, work},
    {"GET", "/api/board", Access::unlocked, board},
    {"GET", "/api/export/{form}", Access::unlocked, export_file, kBody, true},
    {"POST", "/api/import", Access::unlocked, try_import, kFileBody, true},
    {"POST", "/api/import/commit", Access::unlocked, commit_import, kBody, true},
    {"POST", "/api/reveal", Access::unlocked, reveal},
    {"GET", "/api/bundle/up", Access::unlocked, bundle_up},
    {"POST", "/api/bundle/down", Access::unlocked, bundle_down, kFileBody},
    {"GET", "/api/units", Access::open, units},
    {"GET", "/api/log", Access::unlocked, log_lines},
};

// "{x}" takes everything up to the next slash.
bool fits(std::string_view pattern, std::string_view path, std::string& name) {
  const auto open = pattern.find('{');
  if (open == std::string_view::npos) return pattern == path;
  const auto rest = pattern.substr(pattern.find('}') + 1);
  if (!path.starts_with(pattern.substr(0, open)) || !path.ends_with(rest)) return false;
  if (path.size() <= open + rest.size()) return false;
  const auto middle = path.substr(open, path.size() - open - rest.size());
  if (middle.find('/') != std::string_view::npos) return false;
  name = middle;
  return true;
}

}  // namespace

std::span<const Route> routes() {
  return kRoutes;
}

const Route* find_route(std::string_view method, std::string_view path, std::string& name) {
  for (const auto& route : kRoutes) {
    if (route.method == method && fits(route.path, path, name)) return &route;
  }
  return nullptr;
}

}  // namespace minsync

#include "client/cli/line.h"

#include <fmt/format.h>

namespace minsync {

Result<std::unique_ptr<Transport>> open_line(Context& context, const ClientStore& store) {
  const auto& other = context.config().text("hub.address");
  const auto& enrolment = store.enrolment();
  return make_curl_transport({other.empty() ? enrolment.hub_url : other, enrolment.hub_pin}, *context.cancel);
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 10'000) return fmt::format("{} B", bytes);
  if (bytes < 10'000'000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

}  // namespace minsync

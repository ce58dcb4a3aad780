#include "tests/orders/every_policy.h"

namespace minsync::orders {
namespace {

FormCatalogue load() {
  auto catalogue = FormCatalogue::load(MINSYNC_SOURCE_DIR "/tests/orders/forms");
  MINSYNC_ASSERT(catalogue);
  return std::move(*catalogue);
}

}  // namespace

EveryPolicy::EveryPolicy() : catalogue_(load()) {}

}  // namespace minsync::orders

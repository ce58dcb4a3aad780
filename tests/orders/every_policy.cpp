#include "tests/orders/every_policy.h"

#include <fstream>
#include <sstream>

namespace minsync::orders {
namespace {

FormCatalogue load() {
  auto catalogue = FormCatalogue::load();
  MINSYNC_ASSERT(catalogue);
  const std::string path = MINSYNC_SOURCE_DIR "/tests/orders/forms/every_policy.yaml";
  std::ifstream file(path);
  std::ostringstream yaml;
  yaml << file.rdbuf();
  auto form = read_form(yaml.str(), path);
  MINSYNC_ASSERT(form);
  MINSYNC_ASSERT(catalogue->learn(std::move(*form)));
  return std::move(*catalogue);
}

}  // namespace

EveryPolicy::EveryPolicy() : catalogue_(load()) {}

}  // namespace minsync::orders

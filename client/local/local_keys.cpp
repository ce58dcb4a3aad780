#include "client/local/local_keys.h"

#include "shared/crypto/crypto.h"
#include "shared/crypto/same_secret.h"

namespace minsync {
namespace {

std::string fresh() {
  return hex(random_bytes<32>());
}

bool fits(std::string_view given, const std::string& expected) {
  return !expected.empty() && same_secret(given, expected);
}

}  // namespace

LocalKeys::LocalKeys() : once_(fresh()) {}

bool LocalKeys::admit(std::string_view once) {
  if (!fits(once, once_)) return false;
  once_ = fresh(), cookie_ = fresh(), key_ = fresh();
  return true;
}

bool LocalKeys::cookie_fits(std::string_view cookie) const {
  return fits(cookie, cookie_);
}

bool LocalKeys::key_fits(std::string_view key) const {
  return fits(key, key_);
}

}  // namespace minsync

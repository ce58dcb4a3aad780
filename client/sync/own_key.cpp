#include "client/sync/own_key.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/sync/hub_error.h"
#include "shared/crypto/key_change.h"
#include "shared/sealing/key_files.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

std::string path_in(const ClientStore& store, const char* name) {
  return (fs::path(store.folder()) / name).string();
}

Status tell_hub(const ClientStore& store, const PrivateKey& present, const PrivateKey& next, Transport& line) {
  const auto point = next.public_key().point();
  const auto bytes = key_change_bytes(store.enrolment().device, point);
  const nlohmann::json request = {{"protocol", 1},
                                  {"device", store.enrolment().device.value.text()},
                                  {"public_key", base64(point)},
                                  {"signature", base64(present.sign(bytes))},
                                  {"new_signature", base64(next.sign(bytes))}};
  MINSYNC_ASSIGN(const auto answer, line.post("/v1/key", "application/json", request.dump(), 64 * 1024));
  if (answer.status != 200) return fail(hub_error(answer));
  return {};
}

}  // namespace

Status finish_key_change(ClientStore& store, Transport& line) {
  const auto path = path_in(store, kNextKey);
  if (!fs::exists(path)) return {};
  MINSYNC_ASSIGN(const auto next, read_private_key(path));
  MINSYNC_ASSIGN(const auto present, store.device_key());
  // Broken off after it was put in place.
  const bool done = present.public_key().point() == next.public_key().point();
  if (!done) {
    MINSYNC_TRY(tell_hub(store, present, next, line));
    MINSYNC_TRY(replace_private_key(next, path_in(store, kDeviceKey)));
  }
  std::error_code ignored;
  fs::remove(path, ignored);
  return {};
}

Status change_key(ClientStore& store, Transport& line) {
  const auto path = path_in(store, kNextKey);
  if (!fs::exists(path)) MINSYNC_TRY(write_private_key(PrivateKey::generate(), path));
  return finish_key_change(store, line);
}

}  // namespace minsync

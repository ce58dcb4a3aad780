#include "client/sync/enrol.h"

#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "client/store/bundle_readers.h"
#include "client/store/known_blocks.h"
#include "client/sync/hub_error.h"
#include "client/sync/own_key.h"
#include "client/transport/transport.h"
#include "shared/crypto/enrol_ticket.h"
#include "shared/sealing/key_files.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

Result<PrivateKey> key_at(const fs::path& path) {
  if (fs::exists(path)) return read_private_key(path.string());
  auto key = PrivateKey::generate();
  MINSYNC_TRY(write_private_key(key, path.string()));
  return key;
}

std::string host_name() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

std::string bytes_of(const std::array<std::uint8_t, 10>& secret) {
  return {secret.begin(), secret.end()};
}

Result<Enrolment> read_answer(const std::string& body) {
  const auto answer = nlohmann::json::parse(body, nullptr, false);
  const auto malformed = fail(FaultKind::failed, "network.bad_answer");
  if (!answer.is_object()) return malformed;
  Enrolment enrolment;
  try {
    const auto device = Uuid::parse(answer.at("device").get<std::string>());
    const auto role = parse_role(answer.at("role").get<std::string>());
    if (!device || !role) return malformed;
    enrolment.device = DeviceId{*device};
    enrolment.role = *role;
    enrolment.unit = UnitId{answer.at("unit").get<std::uint32_t>()};
    enrolment.forms = answer.at("forms").get<std::vector<std::string>>();
    enrolment.hub_name = answer.at("hub").get<std::string>();
    enrolment.epoch = answer.at("epoch").get<std::uint16_t>();
    for (const auto& partition : answer.at("partitions")) {
      enrolment.partitions.push_back(PartitionId{partition.get<std::uint32_t>()});
    }
    MINSYNC_ASSIGN(enrolment.hub_key, from_base64(answer.at("hub_key").get<std::string>()));
  } catch (const nlohmann::json::exception&) {
    return malformed;
  }
  MINSYNC_TRY(PublicKey::from_point(enrolment.hub_key));
  return enrolment;
}

struct Enrolled {
  Enrolment enrolment;
  std::string county_keys;
};

// Points one after the other; whatever is no key is left out, so that an office is never kept from enrolling.
std::string county_keys_in(const std::string& body) {
  const auto answer = nlohmann::json::parse(body, nullptr, false);
  const auto keys = answer.value("county_keys", nlohmann::json::array());
  std::string points;
  for (const auto& key : keys) {
    const auto point = key.is_string() ? from_base64(key.get<std::string>()) : Result<std::string>(std::string());
    if (point && PublicKey::from_point(*point)) points += *point;
  }
  return points;
}

// Not yet known from records: the first exchange is still to come.
Status keep_county_keys(ClientStore& store, const std::string& points) {
  if (points.empty()) return {};
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_TRY(store.set_setting(kCountyKeysSetting, points));
  return transaction.commit();
}

struct Asked {
  EnrolTicket ticket;
  std::string address_override;
  const std::atomic<bool>& cancel;
};

// `former`: who the folder was until now, with its key if that is here.
struct Former {
  DeviceId device;
  std::optional<PrivateKey> key;
};

nlohmann::json request_for(const std::string& secret, const PrivateKey& key, const Former* former) {
  const auto point = key.public_key().point();
  nlohmann::json request = {{"protocol", 1},
                            {"secret", base64(secret)},
                            {"public_key", base64(point)},
                            {"signature", base64(key.sign(secret + point))},
                            {"name", host_name()}};
  if (former == nullptr) return request;
  request["former"] = former->device.value.text();
  if (former->key) request["former_signature"] = base64(former->key->sign(secret + point));
  return request;
}

Result<Enrolled> ask_hub(const Asked& asked, const PrivateKey& key, const Former* former) {
  const auto pin = pin_of_fingerprint(asked.ticket.fingerprint);
  const auto url = asked.address_override.empty() ? "https://" + asked.ticket.address : asked.address_override;
  const auto transport = make_curl_transport({url, pin}, asked.cancel);
  const auto request = request_for(bytes_of(asked.ticket.secret), key, former);
  MINSYNC_ASSIGN(const auto answer, transport->post("/v1/enrol", "application/json", request.dump(), 1u << 20));
  if (answer.status != 200) return fail(hub_error(answer));
  MINSYNC_ASSIGN(auto enrolment, read_answer(answer.body));
  enrolment.hub_url = "https://" + asked.ticket.address;
  enrolment.hub_pin = pin;
  return Enrolled{std::move(enrolment), county_keys_in(answer.body)};
}

}  // namespace

Result<Enrolment> enrol(const std::string& folder, const std::string& code, const FormCatalogue& forms,
                        const std::string& address_override, const std::atomic<bool>& cancel,
                        const std::function<Status()>& seal) {
  if (fs::exists(fs::path(folder) / "client.db")) return fail(FaultKind::usage, "network.already_enrolled", {folder});
  MINSYNC_ASSIGN(const auto ticket, read_ticket(code));
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(FaultKind::failed, "common.cannot_open", {error.message()});
  if (seal) MINSYNC_TRY(seal());
  MINSYNC_ASSIGN(const auto key, key_at(fs::path(folder) / kDeviceKey));
  MINSYNC_ASSIGN(const auto enrolled, ask_hub({ticket, address_override, cancel}, key, nullptr));
  MINSYNC_TRY(ClientStore::create(folder, forms, enrolled.enrolment));
  MINSYNC_ASSIGN(const auto store, ClientStore::open(folder, forms));
  MINSYNC_TRY(keep_county_keys(*store, enrolled.county_keys));
  return enrolled.enrolment;
}

// The epoch stays the one of the newest stored answer: that the hub has another, its next answer says.
static Status take_over(ClientStore& store, Enrolment enrolment) {
  const auto& own = store.enrolment();
  const bool same = enrolment.device == own.device && enrolment.unit == own.unit && enrolment.role == own.role;
  if (!same) return fail(FaultKind::not_allowed, "network.enrolled_as_other");
  enrolment.epoch = own.epoch;
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_TRY(store.set_enrolment(std::move(enrolment)));
  MINSYNC_TRY(ask_anew(store));
  return transaction.commit();
}

Status enrol_again(ClientStore& store, const std::string& code, const std::string& address_override,
                   const std::atomic<bool>& cancel) {
  MINSYNC_ASSIGN(const auto ticket, read_ticket(code));
  const fs::path folder(store.folder());
  MINSYNC_ASSIGN(const auto key, key_at(folder / kKeyToEnrol));
  Former former{store.enrolment().device, {}};
  if (auto known = read_private_key((folder / kDeviceKey).string())) former.key = std::move(*known);
  MINSYNC_ASSIGN(auto enrolled, ask_hub({ticket, address_override, cancel}, key, &former));
  MINSYNC_TRY(take_over(store, std::move(enrolled.enrolment)));
  MINSYNC_TRY(keep_county_keys(store, enrolled.county_keys));
  MINSYNC_TRY(replace_private_key(key, (folder / kDeviceKey).string()));
  // A change of keys that broke off is overtaken.
  std::error_code ignored;
  fs::remove(folder / kNextKey, ignored);
  fs::remove(folder / kKeyToEnrol, ignored);
  return {};
}

}  // namespace minsync

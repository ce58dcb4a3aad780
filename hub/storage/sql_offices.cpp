// Settings, enrolment codes and devices.
#include <algorithm>

#include "hub/storage/sql_hub_store.h"

namespace minsync {
namespace {

std::string join_forms(const std::vector<std::string>& forms) {
  std::string out;
  for (const auto& form : forms) out += (out.empty() ? "" : " ") + form;
  return out;
}

std::vector<std::string> split_forms(std::string_view text) {
  std::vector<std::string> forms;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    forms.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return forms;
}

}  // namespace

// Who knows the tag key can make receipts that the hub never gave.
static bool is_secret(const Database& database, const std::string& key) {
  return database.dialect().sealed && key == "tag_key";
}

Result<std::string> SqlHubStore::setting(const std::string& key) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT value FROM setting WHERE key = ?", std::string_view(key)));
  MINSYNC_ASSIGN(const bool found, row.step());
  std::string value = found ? std::string(row.text(0)) : std::string();
  if (value.empty() || !is_secret(database_, key)) return value;
  MINSYNC_ASSIGN(const auto sealed, from_base64(value));
  return database_.unseal(sealed, key);
}

Status SqlHubStore::set_setting(const std::string& key, const std::string& value) {
  const auto kept = is_secret(database_, key) ? base64(database_.seal(value, key)) : value;
  return database_.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", std::string_view(key), std::string_view(kept));
}

Status SqlHubStore::add_code(const EnrolCode& code) {
  return database_.run("INSERT INTO enrol_code VALUES (?, ?, ?, ?, ?, 0)", std::string_view(code.hash), code.unit,
                       static_cast<int>(code.role), std::string_view(join_forms(code.forms)), code.expires_ms);
}

Result<std::optional<EnrolCode>> SqlHubStore::find_code(const std::string& hash) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT unit, role, forms, expires_ms, used FROM enrol_code WHERE hash = ?",
                                           std::string_view(hash)));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return EnrolCode{hash,
                   UnitId{static_cast<std::uint32_t>(row.number(0))},
                   static_cast<Role>(row.integer(1)),
                   split_forms(row.text(2)),
                   row.integer(3),
                   row.integer(4) != 0};
}

Status SqlHubStore::use_code(const std::string& hash) {
  return database_.run("UPDATE enrol_code SET used = 1 WHERE hash = ?", std::string_view(hash));
}

Status SqlHubStore::add_device(const Device& device) {
  return database_.run("INSERT INTO device VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, 0)", device.id,
                       std::string_view(device.name), device.unit, static_cast<int>(device.role),
                       std::string_view(join_forms(device.forms)), Blob{device.public_key}, device.enrolled_ms);
}

constexpr std::string_view kSelectDevice =
    "SELECT id, name, unit, role, forms, public_key, revoked, copied, enrolled_ms, last_contact_ms FROM device";

static Device read_device(const Statement& row) {
  Device device;
  device.id = DeviceId{row.uuid(0)};
  device.name = row.text(1);
  device.unit = UnitId{static_cast<std::uint32_t>(row.number(2))};
  device.role = static_cast<Role>(row.integer(3));
  device.forms = split_forms(row.text(4));
  device.public_key = row.blob(5);
  device.revoked = row.integer(6) != 0;
  device.copied = row.integer(7) != 0;
  device.enrolled_ms = row.integer(8);
  device.last_contact_ms = row.integer(9);
  return device;
}

Result<std::optional<Device>> SqlHubStore::find_device(DeviceId id) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectDevice) + " WHERE id = ?", id));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return read_device(row);
}

Result<std::vector<Device>> SqlHubStore::devices() {
  MINSYNC_ASSIGN(auto row, database_.prepare(std::string(kSelectDevice) + " ORDER BY enrolled_ms, id"));
  std::vector<Device> devices;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return devices;
    devices.push_back(read_device(row));
  }
}

Status SqlHubStore::revoke_device(DeviceId id) {
  return database_.run("UPDATE device SET revoked = 1 WHERE id = ?", id);
}

Status SqlHubStore::renew_device(const Device& device, std::int64_t now_ms) {
  MINSYNC_TRY(database_.run("INSERT OR IGNORE INTO former_key SELECT id, public_key, ? FROM device WHERE id = ?",
                            now_ms, device.id));
  return database_.run("UPDATE device SET public_key = ?, revoked = 0, name = ?, forms = ? WHERE id = ?",
                       Blob{device.public_key}, std::string_view(device.name),
                       std::string_view(join_forms(device.forms)), device.id);
}

Result<std::vector<std::string>> SqlHubStore::former_keys(DeviceId id) {
  MINSYNC_ASSIGN(auto row,
                 database_.query("SELECT public_key FROM former_key WHERE device = ? ORDER BY ended_ms DESC", id));
  std::vector<std::string> keys;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return keys;
    keys.emplace_back(row.blob(0));
  }
}

Status SqlHubStore::mark_copied(DeviceId id) {
  return database_.run("UPDATE device SET copied = 1 WHERE id = ?", id);
}

Result<std::optional<Life>> SqlHubStore::life(DeviceId id, Incarnation incarnation) {
  MINSYNC_ASSIGN(auto row,
                 database_.query("SELECT counter, spent, request, at_ms FROM life WHERE device = ? AND incarnation = ?",
                                 id, incarnation));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return Life{row.number(0), row.integer(1) != 0, row.number(2), row.integer(3)};
}

Result<Incarnation> SqlHubStore::latest_life(DeviceId id) {
  MINSYNC_ASSIGN(auto row,
                 database_.query("SELECT incarnation FROM life WHERE device = ? ORDER BY number DESC LIMIT 1", id));
  MINSYNC_ASSIGN(const bool found, row.step());
  return found ? Incarnation{static_cast<std::uint32_t>(row.number(0))} : Incarnation{};
}

Status SqlHubStore::put_life(DeviceId id, Incarnation incarnation, const Life& life) {
  MINSYNC_TRY(database_.run(
      "INSERT INTO life SELECT ?, ?, ?, ?, ?, ?, 1 + coalesce((SELECT max(number) FROM life"
      " WHERE device = ?), 0) WHERE true ON CONFLICT (device, incarnation) DO UPDATE SET"
      " counter = excluded.counter, spent = excluded.spent, at_ms = excluded.at_ms, request = excluded.request,"
      " number = excluded.number",
      id, incarnation, life.counter, life.spent ? 1 : 0, life.at_ms, life.request, id));
  return database_.run("UPDATE device SET last_contact_ms = ? WHERE id = ?", life.at_ms, id);
}

}  // namespace minsync

#include "shared/sealing/key_ring.h"

#include <algorithm>

#include "shared/crypto/crypto.h"
#include "sync_protocol/codec/bytes.h"

namespace minsync {
namespace {

constexpr std::string_view kMagic = "minsync keys 1\n\n";
constexpr std::size_t kSaltSize = 16, kWrappedSize = kNonceSize + kTagSize + SecretKey::kSize;
constexpr std::size_t kMacSize = 32, kRecoverySize = 20, kGroup = 8;
constexpr std::uint64_t kMostSlots = 16, kMostKeys = 8;

constexpr std::string_view kRingKey = "minsync ring key", kDataKey = "minsync data key",
                           kPieceKey = "minsync piece key";

std::string bound_to(const KeyId& id) {
  return std::string(kDataKey) + std::string(id.begin(), id.end());
}

std::string mac_of(const SecretKey& ring_key, std::string_view bytes) {
  const auto mac = hmac_sha256(ring_key.derive({}, "minsync ring").bytes(), bytes);
  return {mac.begin(), mac.end()};
}

tl::unexpected<Fault> damaged() {
  return fail(FaultKind::integrity, "sealing.ring_damaged");
}

KeyId name_of(const SecretKey& piece_key) {
  const auto name = piece_key.derive({}, "minsync content name");
  KeyId id;
  std::ranges::transform(name.bytes().substr(0, id.size()), id.begin(),
                         [](char c) { return static_cast<std::uint8_t>(c); });
  return id;
}

bool is_kind(std::uint8_t kind) {
  return kind >= static_cast<std::uint8_t>(SlotKind::machine) && kind <= static_cast<std::uint8_t>(SlotKind::recovery);
}

}  // namespace

std::string new_recovery_code() {
  const auto bytes = random_bytes<kRecoverySize>();
  const auto text = base32({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  std::string code;
  for (std::size_t i = 0; i < text.size(); i += kGroup) code += (i > 0 ? "-" : "") + text.substr(i, kGroup);
  return code;
}

OwnerSecret recovery_secret(const std::string& code) {
  return {SlotKind::recovery, from_base32(code).value_or(std::string())};
}

struct KeyRing::Parsed {
  struct WrappedKey {
    KeyId id{};
    std::string wrapped;
  };
  std::vector<Slot> slots;
  std::vector<WrappedKey> data_keys;
  std::vector<std::string> piece_keys;
  std::string_view covered, mac;
};

KeyRing KeyRing::make() {
  KeyRing ring(SecretKey::random());
  ring.data_keys_ = std::make_shared<const DataKeys>(DataKeys{DataKey::random()});
  ring.piece_keys_ = {SecretKey::random()};
  return ring;
}

bool KeyRing::looks_like_one(std::string_view bytes) {
  return bytes.starts_with(kMagic);
}

Result<KeyRing::Parsed> KeyRing::parse(std::string_view bytes) {
  if (!looks_like_one(bytes) || bytes.size() > kMostBytes) return damaged();
  ByteReader in(bytes.substr(kMagic.size()));
  Parsed parsed;
  for (auto left = in.bounded(kMostSlots); left > 0 && in.ok(); --left) {
    const auto kind = in.byte();
    if (!is_kind(kind)) return damaged();
    Slot slot{static_cast<SlotKind>(kind), std::string(in.raw(kSaltSize)), {}, {}};
    slot.cost = {in.byte(), in.byte(), in.byte()};
    slot.wrapped = in.raw(kWrappedSize);
    if (slot.kind == SlotKind::passphrase && !slot.cost.bearable()) return damaged();
    parsed.slots.push_back(std::move(slot));
  }
  parsed.data_keys.resize(in.bounded(kMostKeys));
  for (auto& key : parsed.data_keys) {
    for (auto& byte : key.id) byte = in.byte();
    key.wrapped = in.raw(kWrappedSize);
  }
  parsed.piece_keys.resize(in.bounded(kMostKeys));
  for (auto& key : parsed.piece_keys) key = in.raw(kWrappedSize);
  parsed.covered = bytes.substr(0, bytes.size() - in.left());
  parsed.mac = in.raw(kMacSize);
  // A backup's ring is filled up with zeros.
  if (!in.ok() || parsed.data_keys.empty() || parsed.piece_keys.empty()) return damaged();
  return parsed;
}

Result<SecretKey> KeyRing::key_of(const Slot& slot, std::string_view secret) {
  switch (slot.kind) {
    case SlotKind::passphrase:
      return key_from_passphrase(secret, slot.salt, slot.cost);
    case SlotKind::machine:
      return key_from_secret(secret, slot.salt, "minsync machine");
    case SlotKind::key_file:
      return key_from_secret(secret, slot.salt, "minsync key file");
    case SlotKind::recovery:
      break;
  }
  return key_from_secret(secret, slot.salt, "minsync recovery");
}

Result<SecretKey> KeyRing::unwrap(const std::vector<Slot>& slots, const std::vector<OwnerSecret>& secrets) {
  // What costs nothing to try comes first.
  std::vector<OwnerSecret> all, dear;
  for (const auto& secret : secrets) {
    (secret.kind == SlotKind::passphrase ? dear : all).push_back(secret);
    auto code = recovery_secret(secret.bytes);
    if (secret.kind == SlotKind::passphrase && code.bytes.size() == kRecoverySize) all.push_back(std::move(code));
  }
  all.insert(all.end(), dear.begin(), dear.end());
  for (const auto& secret : all) {
    for (const auto& slot : slots) {
      if (slot.kind != secret.kind) continue;
      MINSYNC_ASSIGN(const auto key, key_of(slot, secret.bytes));
      if (const auto ring_key = minsync::open_piece(key, slot.wrapped, kRingKey)) return SecretKey::from(*ring_key);
    }
  }
  return fail(FaultKind::not_allowed, secrets.empty() ? "sealing.locked" : "sealing.wrong_secret");
}

Result<KeyRing> KeyRing::open(std::string_view bytes, const std::vector<OwnerSecret>& secrets) {
  MINSYNC_ASSIGN(auto parsed, parse(bytes));
  MINSYNC_ASSIGN(auto ring_key, unwrap(parsed.slots, secrets));
  KeyRing ring(std::move(ring_key));
  if (mac_of(ring.ring_key_, parsed.covered) != parsed.mac) return damaged();
  ring.slots_ = std::move(parsed.slots);
  DataKeys keys;
  for (const auto& wrapped : parsed.data_keys) {
    const auto key = minsync::open_piece(ring.ring_key_, wrapped.wrapped, bound_to(wrapped.id));
    if (!key) return damaged();
    keys.push_back({wrapped.id, SecretKey::from(*key)});
  }
  ring.data_keys_ = std::make_shared<const DataKeys>(std::move(keys));
  for (const auto& wrapped : parsed.piece_keys) {
    const auto key = minsync::open_piece(ring.ring_key_, wrapped, kPieceKey);
    if (!key) return damaged();
    ring.piece_keys_.push_back(SecretKey::from(*key));
  }
  return ring;
}

std::string KeyRing::bytes() const {
  ByteWriter out;
  out.raw(kMagic);
  out.number(slots_.size());
  for (const auto& slot : slots_) {
    out.byte(static_cast<std::uint8_t>(slot.kind));
    out.raw(slot.salt);
    for (const auto part : {slot.cost.log_n, slot.cost.r, slot.cost.p}) out.byte(part);
    out.raw(slot.wrapped);
  }
  out.number(data_keys_->size());
  for (const auto& key : *data_keys_) {
    for (const auto byte : key.id) out.byte(byte);
    out.raw(seal_piece(ring_key_, key.key.bytes(), bound_to(key.id)));
  }
  out.number(piece_keys_.size());
  for (const auto& key : piece_keys_) out.raw(seal_piece(ring_key_, key.bytes(), kPieceKey));
  const auto mac = mac_of(ring_key_, out.bytes());
  out.raw(mac);
  MINSYNC_ASSERT(out.size() <= kMostBytes);
  return out.take();
}

std::vector<SlotKind> KeyRing::kinds() const {
  std::vector<SlotKind> kinds;
  for (const auto& slot : slots_) kinds.push_back(slot.kind);
  return kinds;
}

bool KeyRing::has(SlotKind kind) const {
  return std::ranges::any_of(slots_, [&](const Slot& slot) { return slot.kind == kind; });
}

bool KeyRing::opens_elsewhere() const {
  return std::ranges::any_of(slots_, [](const Slot& slot) { return slot.kind != SlotKind::machine; });
}

Status KeyRing::let_in(const OwnerSecret& secret) {
  const auto salt = random_bytes<kSaltSize>();
  Slot slot{secret.kind, {salt.begin(), salt.end()}, {0, 0, 0}, {}};
  if (secret.kind == SlotKind::passphrase) slot.cost = ScryptCost{};
  MINSYNC_ASSIGN(const auto key, key_of(slot, secret.bytes));
  slot.wrapped = seal_piece(key, ring_key_.bytes(), kRingKey);
  shut_out(secret.kind);
  slots_.push_back(std::move(slot));
  return {};
}

void KeyRing::shut_out(SlotKind kind) {
  std::erase_if(slots_, [&](const Slot& slot) { return slot.kind == kind; });
}

KeyRing KeyRing::for_another_file() const {
  auto ring = *this;
  ring.data_keys_ = std::make_shared<const DataKeys>(DataKeys{DataKey::random()});
  return ring;
}

void KeyRing::renew() {
  MINSYNC_ASSERT(!has_old());
  ring_key_ = SecretKey::random();
  slots_.clear();
  auto keys = *data_keys_;
  keys.push_back(DataKey::random());
  data_keys_ = std::make_shared<const DataKeys>(std::move(keys));
  piece_keys_.push_back(SecretKey::random());
}

void KeyRing::drop_old() {
  data_keys_ = std::make_shared<const DataKeys>(DataKeys{data_keys_->back()});
  piece_keys_ = {piece_keys_.back()};
}

std::string KeyRing::seal(std::string_view piece, const std::string& name) const {
  return seal_piece(piece_keys_.back(), piece, name);
}

KeyId KeyRing::content_key_id() const {
  return name_of(piece_keys_.back());
}

std::optional<SecretKey> KeyRing::content_key(const KeyId& id, std::string_view salt) const {
  for (auto key = piece_keys_.rbegin(); key != piece_keys_.rend(); ++key) {
    if (name_of(*key) == id) return key->derive(salt, "minsync content");
  }
  return std::nullopt;
}

Result<std::string> KeyRing::open_piece(std::string_view sealed, const std::string& name) const {
  for (auto key = piece_keys_.rbegin(); key != piece_keys_.rend(); ++key) {
    if (auto piece = minsync::open_piece(*key, sealed, name)) return piece;
  }
  return fail(FaultKind::not_allowed, "sealing.wrong_key");
}

}  // namespace minsync

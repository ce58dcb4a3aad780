// The keys of a folder, or of one backup, wrapped by what its owner has. DESIGN.md has the bytes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/sealing/data_keys.h"

namespace minsync {

// What opens a ring. The numbers are stored.
enum class SlotKind : std::uint8_t { machine = 1, passphrase = 2, key_file = 3, recovery = 4 };

struct OwnerSecret {
  SlotKind kind;
  std::string bytes;
};

// Text for people with 160 random bits in it, and the secret that it is; a passphrase of that form is tried as one too.
std::string new_recovery_code();
OwnerSecret recovery_secret(const std::string& code);

class KeyRing {
 public:
  static constexpr std::size_t kMostBytes = 4096;

  // New keys, and nothing yet that opens them.
  static KeyRing make();
  static bool looks_like_one(std::string_view bytes);
  // Faults: damaged (integrity), none of the secrets fits (not_allowed).
  static Result<KeyRing> open(std::string_view bytes, const std::vector<OwnerSecret>& secrets);
  std::string bytes() const;

  std::vector<SlotKind> kinds() const;
  bool has(SlotKind kind) const;
  // On another machine too.
  bool opens_elsewhere() const;
  // In place of what of this kind opened it before.
  Status let_in(const OwnerSecret& secret);
  void shut_out(SlotKind kind);

  // The newest last.
  const std::shared_ptr<const DataKeys>& data_keys() const { return data_keys_; }
  // Opened by the same, with the same pieces, and a data key for one file alone.
  KeyRing for_another_file() const;
  // New keys beside the old ones, and nothing that opens them; then without the old ones. Only once before that.
  void renew();
  void drop_old();
  bool has_old() const { return data_keys_->size() > 1 || piece_keys_.size() > 1; }

  // A small file, bound to its name.
  std::string seal(std::string_view piece, const std::string& name) const;
  // Not_allowed if no key of this ring fits.
  Result<std::string> open_piece(std::string_view sealed, const std::string& name) const;
  // For the content of a large file: which key is the newest, and the one of that name for this file's random salt.
  KeyId content_key_id() const;
  std::optional<SecretKey> content_key(const KeyId& id, std::string_view salt) const;

 private:
  struct Slot {
    SlotKind kind;
    std::string salt;
    ScryptCost cost;
    std::string wrapped;
  };
  struct Parsed;
  explicit KeyRing(SecretKey ring_key) : ring_key_(std::move(ring_key)) {}
  static Result<Parsed> parse(std::string_view bytes);
  static Result<SecretKey> key_of(const Slot& slot, std::string_view secret);
  static Result<SecretKey> unwrap(const std::vector<Slot>& slots, const std::vector<OwnerSecret>& secrets);

  SecretKey ring_key_;
  std::vector<Slot> slots_;
  std::shared_ptr<const DataKeys> data_keys_;
  std::vector<SecretKey> piece_keys_;
};

}  // namespace minsync

#include "hub/storage/postgres/value_seal.h"

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

constexpr std::size_t kHead = kNonceSize + kTagSize, kSearchSize = 16;

ConstBytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
std::uint8_t* writable(std::string& text) {
  return reinterpret_cast<std::uint8_t*>(text.data());
}

}  // namespace

ValueSeal::ValueSeal(const SecretKey& key)
    : cipher_(key.derive("", "minsync value")), search_(key.derive("", "minsync search")) {}

std::string ValueSeal::seal(std::string_view bytes, std::string_view place) {
  std::string sealed(kHead + bytes.size(), '\0');
  auto* out = writable(sealed);
  cipher_.seal(bytes_of(bytes), {out + kHead, bytes.size()}, bytes_of(place),
               std::span<std::uint8_t, kNonceSize>(out, kNonceSize),
               std::span<std::uint8_t, kTagSize>(out + kNonceSize, kTagSize));
  return sealed;
}

Result<std::string> ValueSeal::open(std::string_view sealed, std::string_view place) {
  const auto altered = [&] { return fail(FaultKind::integrity, "hub.postgres_altered", {std::string(place)}); };
  if (sealed.size() < kHead) return altered();
  const auto in = bytes_of(sealed);
  std::string plain(sealed.size() - kHead, '\0');
  const bool whole = cipher_.open(in.subspan(kHead), {writable(plain), plain.size()}, bytes_of(place),
                                  in.first<kNonceSize>(), in.subspan(kNonceSize).first<kTagSize>());
  if (!whole) return altered();
  return plain;
}

std::string ValueSeal::search_key(std::string_view value, std::string_view place) const {
  std::string bound(place);
  bound += '\0';
  bound += value;
  const auto hash = hmac_sha256(search_.bytes(), bound);
  return {reinterpret_cast<const char*>(hash.data()), kSearchSize};
}

}  // namespace minsync

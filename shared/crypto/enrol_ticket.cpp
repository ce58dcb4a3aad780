#include "shared/crypto/enrol_ticket.h"

#include <algorithm>

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

// Layout: 1 byte format (1), 10 secret, 32 fingerprint, address, 3 bytes of the SHA-256 of all before.
constexpr char kFormat = 1;
constexpr std::size_t kSecretAt = 1, kFingerprintAt = 11, kAddressAt = 43, kCheckBytes = 3, kMaxAddress = 256;

std::string check_of(std::string_view bytes) {
  const auto digest = sha256(bytes);
  return {digest.begin(), digest.begin() + kCheckBytes};
}

}  // namespace

std::string write_ticket(const EnrolTicket& ticket) {
  std::string bytes(1, kFormat);
  bytes.append(ticket.secret.begin(), ticket.secret.end());
  bytes.append(ticket.fingerprint.begin(), ticket.fingerprint.end());
  bytes += ticket.address;
  const auto text = base32(bytes + check_of(bytes));
  std::string code;
  for (std::size_t i = 0; i < text.size(); i += 8) code += (i == 0 ? "" : "-") + text.substr(i, 8);
  return code;
}

Result<EnrolTicket> read_ticket(std::string_view code) {
  const auto malformed = [] { return fail(FaultKind::not_allowed, "network.code_malformed"); };
  if (code.size() > 1024) return malformed();
  const auto decoded = from_base32(code);
  if (!decoded || decoded->size() <= kAddressAt + kCheckBytes || decoded->front() != kFormat) return malformed();
  const std::string_view bytes = *decoded;
  const auto body = bytes.substr(0, bytes.size() - kCheckBytes);
  if (check_of(body) != bytes.substr(body.size()) || body.size() > kAddressAt + kMaxAddress) return malformed();
  EnrolTicket ticket;
  const auto to_byte = [](char c) { return static_cast<std::uint8_t>(c); };
  std::ranges::transform(body.substr(kSecretAt, ticket.secret.size()), ticket.secret.begin(), to_byte);
  std::ranges::transform(body.substr(kFingerprintAt, ticket.fingerprint.size()), ticket.fingerprint.begin(), to_byte);
  ticket.address = body.substr(kAddressAt);
  return ticket;
}

}  // namespace minsync

// What an enrolment code (登记码) carries: a one-time secret, where the hub is and the fingerprint of its TLS key.
#pragma once

#include <array>
#include <string>

#include "sync_protocol/result.h"

namespace minsync {

struct EnrolTicket {
  std::array<std::uint8_t, 10> secret{};
  std::array<std::uint8_t, 32> fingerprint{};  // SHA-256 of the SubjectPublicKeyInfo
  std::string address;                         // host:port
};

// Base32 in groups of eight, with a check sum: a mistyped code is noticed before anything is sent.
std::string write_ticket(const EnrolTicket& ticket);
Result<EnrolTicket> read_ticket(std::string_view code);

}  // namespace minsync

// What the hub keeps of results that were published (hub/publication decides what it means). Part of HubStore, under
// the same transactions and threads. Nothing that was published is ever changed or removed: there is no call for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/crypto/crypto.h"
#include "sync_protocol/result.h"

namespace minsync {

// "2016-1": the first of that year.
struct PublicationNumber {
  std::int32_t year = 0;
  std::uint32_t number = 0;
  friend auto operator<=>(const PublicationNumber&, const PublicationNumber&) = default;
};

struct PublicationRow {
  PublicationNumber number;
  std::string body;  // one JSON document
  Digest hash{};     // SHA-256 of the body
};

// What somebody prepared, and another one has yet to confirm.
struct PublicationDraft {
  std::uint64_t request = 0;  // PeopleStore's
  std::int32_t year = 0;
  std::string body;
};

class PublicationStore {
 public:
  virtual ~PublicationStore() = default;

  // If the number is taken the transaction fails, at the latest when it commits.
  virtual Status put(const PublicationRow& row) = 0;
  virtual Result<std::optional<PublicationRow>> find(const PublicationNumber& number) = 0;
  virtual Result<std::vector<PublicationNumber>> numbers() = 0;  // ascending

  virtual Status put_draft(const PublicationDraft& draft) = 0;
  virtual Result<std::optional<PublicationDraft>> draft(std::uint64_t request) = 0;
  virtual Result<std::vector<std::uint64_t>> drafts() = 0;  // their requests, ascending
  virtual Status drop_draft(std::uint64_t request) = 0;
};

}  // namespace minsync

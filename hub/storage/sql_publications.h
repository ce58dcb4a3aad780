// The store behind publications.h, on either engine: two tables.
#pragma once

#include "hub/storage/publications.h"
#include "shared/store/database.h"

namespace minsync {

extern const char* const kPublicationSchema;

class SqlPublications final : public PublicationStore {
 public:
  explicit SqlPublications(Database& database) : database_(database) {}

  Status put(const PublicationRow& row) override;
  Result<std::optional<PublicationRow>> find(const PublicationNumber& number) override;
  Result<std::vector<PublicationNumber>> numbers() override;
  Status put_draft(const PublicationDraft& draft) override;
  Result<std::optional<PublicationDraft>> draft(std::uint64_t request) override;
  Result<std::vector<std::uint64_t>> drafts() override;
  Status drop_draft(std::uint64_t request) override;

 private:
  Database& database_;
};

}  // namespace minsync

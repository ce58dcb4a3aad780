// The embedded engine behind people.h: three tables of hub.db.
#pragma once

#include "hub/storage/people.h"
#include "shared/store/database.h"

namespace minsync {

extern const char* const kPeopleSchema;

class SqlPeople final : public PeopleStore {
 public:
  explicit SqlPeople(Database& database) : database_(database) {}

  Status put_user(const User& user) override;
  Result<std::optional<User>> find_user(const std::string& name) override;
  Result<std::vector<User>> users() override;
  Status put_session(const Session& session) override;
  Result<std::optional<Session>> find_session(const Digest& hash) override;
  Status drop_session(const Digest& hash) override;
  Status drop_sessions_of(const std::string& user) override;
  Status drop_sessions_before(std::int64_t seen_ms) override;
  Result<std::uint64_t> add_request(const Request& request) override;
  Status put_request(const Request& request) override;
  Result<std::optional<Request>> find_request(std::uint64_t number) override;
  Result<std::vector<Request>> requests(std::int64_t not_expired_ms) override;

 private:
  Database& database_;
};

}  // namespace minsync

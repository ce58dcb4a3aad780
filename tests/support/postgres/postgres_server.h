// A PostgreSQL server of the test's own, from Debian's package: in a temporary folder, on a socket there and no port,
// under an unprivileged account. It ends with the test program, however that ends.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace minsync {

class PostgresServer {
 public:
  // The program's one server, started with the first call. Aborts the test program where there is no PostgreSQL.
  static PostgresServer& shared();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // For each call an empty schema of its own in the one database, which costs less than a database.
  std::string new_schema();
  // Runs SQL as the superuser in `database` (a URL).
  static void run(const std::string& database, const std::string& sql);

 private:
  PostgresServer();
  std::string url() const;

  std::filesystem::path folder_;
  pid_t server_ = -1;
  int schemas_ = 0;
};

}  // namespace minsync

// A libpq connection whose writes are not waited for: they are queued in pipeline mode, and what became of them is
// asked at the next read, at the release of a savepoint and at the commit. A fault there may be that of an earlier
// statement; nothing counts before the commit.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sync_protocol/result.h"

namespace minsync {

struct PostgresClear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, PostgresClear>;

// Bytes in PostgreSQL's binary form, or NULL.
struct PostgresValue {
  std::string bytes;
  bool null = true;
};

// A statement that the server knows by a name, on one life of the connection.
struct PostgresName {
  std::string name, sql;
  std::uint64_t life = 0;  // 0: not prepared
};

class Pipeline {
 public:
  // Faults: not reachable, not let in, not safe to write on (failed).
  static Result<std::unique_ptr<Pipeline>> open(const std::string& url);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // A new connection in place of one that broke; nothing is prepared on it. For the beginning of a transaction.
  Status revive();
  // Queues; `statement` is prepared first where it is not.
  Status send(const std::shared_ptr<PostgresName>& statement, const std::vector<PostgresValue>& values);
  Status send(const char* sql);
  // Waits for all that was queued; the last one's result. The first fault of them, if any failed.
  Result<PostgresResult> finish();
  // Several statements without parameters; waits.
  Status script(const std::string& sql);
  Result<PostgresResult> ask(const char* sql, const std::vector<PostgresValue>& values = {});
  // As finish, after COMMIT was queued. What the server commits but warns about (that nobody waited for its standby,
  // for one) is no commit to us; nor is one that it turned into a rollback.
  Status finish_commit();
  bool is_broken() const { return dead_ || PQstatus(connection_) != CONNECTION_OK; }

 private:
  Pipeline() = default;
  Status set_up();
  Fault broken();
  Status queued(int sent, std::shared_ptr<PostgresName> prepares);
  static void notice(void* self, const PGresult* result);

  std::string url_;
  PGconn* connection_ = nullptr;
  std::uint64_t life_ = 1;
  bool dead_ = false;                                  // libpq does not always know
  std::deque<std::shared_ptr<PostgresName>> pending_;  // what each queued command prepares, null for the others
  std::optional<std::string> warning_;                 // the last one
};

// Whether libpq goes by a network address there, and not by a socket in the file system.
bool is_network_address(const std::string& url);

// The server's error in our words; its details, which may quote rows, are left out.
Fault postgres_fault(const PGresult* result);

}  // namespace minsync

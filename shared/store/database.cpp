#include "shared/store/database.h"

#include <algorithm>
#include <map>

namespace minsync {

struct StatementCache {
  std::unique_ptr<SqlConnection> connection;  // first, since statements go before it
  std::map<std::string, FreeStatements, std::less<>> free;
};

Statement::Statement(std::shared_ptr<StatementCache> cache, FreeStatements& home,
                     std::unique_ptr<SqlStatement> statement)
    : cache_(std::move(cache)), home_(&home), statement_(std::move(statement)) {}

Statement::Statement(Statement&& other) noexcept = default;

Statement::~Statement() {
  if (statement_ == nullptr) return;
  statement_->clear();
  home_->push_back(std::move(statement_));
}

Uuid Statement::uuid(int column) const {
  Uuid id;
  const auto bytes = blob(column);
  if (bytes.size() == id.bytes.size()) {
    std::ranges::transform(bytes, id.bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  }
  return id;
}

Database::Database(std::unique_ptr<SqlConnection> connection) : cache_(std::make_shared<StatementCache>()) {
  cache_->connection = std::move(connection);
}

SqlConnection& Database::connection() const {
  return *cache_->connection;
}

Result<Statement> Database::prepare(std::string_view sql) {
  auto home = cache_->free.find(sql);
  if (home != cache_->free.end() && !home->second.empty()) {
    auto statement = std::move(home->second.back());
    home->second.pop_back();
    return Statement(cache_, home->second, std::move(statement));
  }
  MINSYNC_ASSIGN(auto statement, cache_->connection->prepare(sql));
  if (home == cache_->free.end()) home = cache_->free.emplace(sql, FreeStatements{}).first;
  return Statement(cache_, home->second, std::move(statement));
}

Result<Transaction> Transaction::begin(Database& database) {
  MINSYNC_TRY(database.connection().begin_write());
  return Transaction(database);
}

Result<Transaction> Transaction::begin_read(Database& database) {
  MINSYNC_TRY(database.connection().begin_read());
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_ != nullptr) database_->connection().rollback();
}

Status Transaction::commit() {
  MINSYNC_TRY(database_->connection().commit());
  database_ = nullptr;
  return {};
}

}  // namespace minsync

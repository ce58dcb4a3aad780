// PostgreSQL behind `Database`.
#pragma once

#include "hub/storage/postgres/pipeline.h"
#include "hub/storage/postgres/postgres_sql.h"
#include "hub/storage/postgres/value_seal.h"
#include "shared/store/database.h"

namespace minsync {

// `key` opens and seals the values. Faults: see Pipeline::open.
Result<Database> open_postgres(const std::string& url, const SecretKey& key);

class PostgresConnection final : public SqlConnection {
 public:
  PostgresConnection(std::unique_ptr<Pipeline> pipeline, const SecretKey& key)
      : pipeline_(std::move(pipeline)), seal_(key) {}

  const SqlDialect& dialect() const override;
  Result<std::unique_ptr<SqlStatement>> prepare(std::string_view sql) override;
  Status script(const std::string& sql) override { return pipeline_->script(sql); }
  std::int64_t changes() const override { return 0; }  // nobody at the hub asks
  // Under the writers' lock of this database.
  Status begin_write() override;
  Status begin_read() override;
  Status commit() override;
  void rollback() override;
  Result<std::set<std::string>> parts_of(std::string_view table) override;
  Status copy_to(SqlConnection& target) override;
  Status check_integrity() override;
  std::string seal(std::string_view bytes, std::string_view place) override;
  Result<std::string> unseal(std::string_view sealed, std::string_view place) override;
  std::string search_key(std::string_view value, std::string_view place) override;

  // Runs `statement`; waits where rows are wanted, at the end of savepoints, and outside of transactions.
  Result<PostgresResult> run(const std::shared_ptr<PostgresName>& statement, const std::vector<PostgresValue>& values,
                             bool rows);

 private:
  Status begin(const char* how, bool locked);
  Result<TableShape> shape_of(const std::string& table);

  std::unique_ptr<Pipeline> pipeline_;
  ValueSeal seal_;
  bool in_transaction_ = false;
  std::uint64_t names_ = 0;
};

}  // namespace minsync

#include "hub/storage/postgres/postgres_connection.h"

namespace minsync {
namespace {

PostgresValue bytes_of(std::string_view bytes) {
  return {std::string(bytes), false};
}

PostgresValue number_of(std::int64_t value) {
  std::string bytes(8, '\0');
  auto rest = static_cast<std::uint64_t>(value);
  for (std::size_t i = 8; i-- > 0; rest >>= 8) bytes[i] = static_cast<char>(rest & 0xff);
  return {std::move(bytes), false};
}

// Integers come in 1 to 8 bytes.
std::int64_t read_number(std::string_view bytes) {
  std::uint64_t value = !bytes.empty() && (bytes.front() & 0x80) != 0 && bytes.size() > 1 ? ~std::uint64_t{0} : 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return static_cast<std::int64_t>(value);
}

class PostgresStatement final : public SqlStatement {
 public:
  PostgresStatement(PostgresConnection& connection, std::string name, std::string sql)
      : connection_(connection),
        rows_(gives_rows(sql)),
        statement_(std::make_shared<PostgresName>(PostgresName{std::move(name), std::move(sql)})) {}

  void bind(int index, std::int64_t value) override { at(index) = number_of(value); }
  void bind_text(int index, std::string_view text) override { at(index) = bytes_of(text); }
  void bind_blob(int index, std::string_view bytes) override { at(index) = bytes_of(bytes); }
  void bind_null(int index) override { at(index) = {}; }

  Result<bool> step() override {
    if (!ran_) {
      MINSYNC_ASSIGN(result_, connection_.run(statement_, values_, rows_));
      ran_ = true;
      row_ = -1;
    }
    return ++row_ < PQntuples(result_.get());
  }
  void reset() override {
    ran_ = false;
    result_.reset();
  }
  void clear() override {
    reset();
    values_.clear();
  }

  bool is_null(int column) const override { return PQgetisnull(result_.get(), row_, column) != 0; }
  std::int64_t integer(int column) const override { return read_number(blob(column)); }
  std::string_view text(int column) const override { return blob(column); }
  std::string_view blob(int column) const override {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
  }

 private:
  PostgresValue& at(int index) {
    const auto place = static_cast<std::size_t>(index);
    if (values_.size() < place) values_.resize(place);
    return values_[place - 1];
  }

  PostgresConnection& connection_;
  bool rows_, ran_ = false;
  std::shared_ptr<PostgresName> statement_;
  std::vector<PostgresValue> values_;
  PostgresResult result_;
  int row_ = -1;
};

// The writers' lock. It is the database's own: hubs in several databases of one server do not wait for each other.
constexpr const char* kWritersLock = "SELECT pg_advisory_xact_lock(1297303123, 1)";

constexpr const char* kColumns =
    "SELECT quote_ident(attname), coalesce(attnum = ANY (indkey), false) FROM pg_attribute"
    " LEFT JOIN pg_index ON indrelid = attrelid AND indisprimary"
    " WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
constexpr const char* kParts =
    "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped"
    " UNION ALL SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
    " WHERE indrelid = to_regclass($1)";
constexpr const char* kBadIndexes =
    "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE NOT indisvalid AND"
    " relnamespace = current_schema()::regnamespace LIMIT 1";

}  // namespace

static_assert(kSealedOverhead == kNonceSize + kTagSize);

Result<Database> open_postgres(const std::string& url, const SecretKey& key) {
  MINSYNC_ASSIGN(auto pipeline, Pipeline::open(url));
  return Database(std::make_unique<PostgresConnection>(std::move(pipeline), key));
}

const SqlDialect& PostgresConnection::dialect() const {
  static constexpr SqlDialect kDialect{"BIGINT", "BYTEA", "TEXT COLLATE \"C\"", "", true, true};
  return kDialect;
}

Result<std::unique_ptr<SqlStatement>> PostgresConnection::prepare(std::string_view sql) {
  MINSYNC_ASSIGN(auto own, to_postgres(sql, [this](const std::string& table) { return shape_of(table); }));
  return std::make_unique<PostgresStatement>(*this, "s" + std::to_string(++names_), std::move(own));
}

Result<PostgresResult> PostgresConnection::run(const std::shared_ptr<PostgresName>& statement,
                                               const std::vector<PostgresValue>& values, bool rows) {
  if (!in_transaction_) MINSYNC_TRY(pipeline_->revive());
  const bool goes_back = statement->sql.starts_with("ROLLBACK TO");
  // What failed before is what is being taken back.
  if (goes_back) static_cast<void>(pipeline_->finish());
  MINSYNC_TRY(pipeline_->send(statement, values));
  if (rows || goes_back || !in_transaction_ || statement->sql.starts_with("RELEASE")) return pipeline_->finish();
  return PostgresResult{};
}

// That the server ended a connection is often seen only when it is used again: once more on a new one.
Status PostgresConnection::begin(const char* how, bool locked) {
  const auto once = [&]() -> Status {
    MINSYNC_TRY(pipeline_->revive());
    MINSYNC_TRY(pipeline_->send(how));
    if (locked) MINSYNC_TRY(pipeline_->send(kWritersLock));
    MINSYNC_TRY(pipeline_->finish());
    return {};
  };
  auto begun = once();
  if (!begun && pipeline_->is_broken()) begun = once();
  if (begun) {
    in_transaction_ = true;
  } else {
    rollback();
  }
  return begun;
}

// READ COMMITTED: what is read after the lock was had is what the last writer left.
Status PostgresConnection::begin_write() {
  return begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", true);
}

Status PostgresConnection::begin_read() {
  return begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", false);
}

Status PostgresConnection::commit() {
  MINSYNC_TRY(pipeline_->finish_commit());
  in_transaction_ = false;
  return {};
}

void PostgresConnection::rollback() {
  in_transaction_ = false;
  static_cast<void>(pipeline_->finish());
  if (pipeline_->send("ROLLBACK")) static_cast<void>(pipeline_->finish());
}

Result<TableShape> PostgresConnection::shape_of(const std::string& table) {
  MINSYNC_ASSIGN(const auto rows, pipeline_->ask(kColumns, {bytes_of(table)}));
  TableShape shape;
  for (int row = 0; row < PQntuples(rows.get()); ++row) {
    const std::string column = PQgetvalue(rows.get(), row, 0);
    shape.columns.push_back(column);
    if (PQgetvalue(rows.get(), row, 1)[0] != 0) shape.key.push_back(column);
  }
  if (shape.key.empty()) return fail(FaultKind::integrity, "common.damaged", {table});
  return shape;
}

Result<std::set<std::string>> PostgresConnection::parts_of(std::string_view table) {
  MINSYNC_ASSIGN(const auto rows, pipeline_->ask(kParts, {bytes_of(table)}));
  std::set<std::string> names;
  for (int row = 0; row < PQntuples(rows.get()); ++row) names.insert(PQgetvalue(rows.get(), row, 0));
  return names;
}

Status PostgresConnection::copy_to(SqlConnection&) {
  return fail(FaultKind::usage, "hub.postgres_no_copy");
}

// Pages are the server's to verify (its checksums). An index that was left half-built would answer wrongly.
Status PostgresConnection::check_integrity() {
  MINSYNC_ASSIGN(const auto rows, pipeline_->ask(kBadIndexes));
  if (PQntuples(rows.get()) == 0) return {};
  return fail(FaultKind::integrity, "common.damaged", {PQgetvalue(rows.get(), 0, 0)});
}

std::string PostgresConnection::seal(std::string_view bytes, std::string_view place) {
  return seal_.seal(bytes, place);
}
Result<std::string> PostgresConnection::unseal(std::string_view sealed, std::string_view place) {
  return seal_.open(sealed, place);
}
std::string PostgresConnection::search_key(std::string_view value, std::string_view place) {
  return seal_.search_key(value, place);
}

}  // namespace minsync

#include "hub/storage/postgres/pipeline.h"

#include <cstdlib>
#include <string_view>

namespace minsync {
namespace {

// So many results stay unread at most.
constexpr std::size_t kMaxQueued = 500;

std::string first_line(const char* text) {
  const std::string_view all = text == nullptr ? "" : text;
  return std::string(all.substr(0, all.find('\n')));
}

std::string field_of(const PGresult* result, int field) {
  return first_line(PQresultErrorField(result, field));
}

struct Parameters {
  explicit Parameters(const std::vector<PostgresValue>& values) {
    for (const auto& value : values) {
      data.push_back(value.null ? nullptr : value.bytes.data());
      sizes.push_back(static_cast<int>(value.bytes.size()));
      formats.push_back(1);
    }
  }
  int count() const { return static_cast<int>(data.size()); }
  std::vector<const char*> data;
  std::vector<int> sizes, formats;
};

// Whoever waits for a lock says so after a while, as on SQLite; whoever holds the writers' lock and hangs loses it.
// What is said to be committed must be on the disk.
constexpr const char* kSettings =
    "SET client_min_messages = warning;"
    "SET lock_timeout = '30s';"
    "SET idle_in_transaction_session_timeout = '120s';"
    "SET standard_conforming_strings = on;"
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') IN ('off', 'local');";

// One of several, separated by commas; nothing stands for libpq's own folder.
bool is_host_name(std::string_view host) {
  return !host.empty() && host.front() != '/' && host.front() != '@';
}

bool has_host_name(std::string_view hosts) {
  for (;;) {
    const auto end = hosts.find(',');
    if (is_host_name(hosts.substr(0, end))) return true;
    if (end == std::string_view::npos) return false;
    hosts.remove_prefix(end + 1);
  }
}

}  // namespace

bool is_network_address(const std::string& url) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), nullptr),
                                                                             &PQconninfoFree);
  const char* outside = std::getenv("PGHOST");
  std::string_view host = outside == nullptr ? "" : outside;
  bool by_number = std::getenv("PGHOSTADDR") != nullptr;
  for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    if (std::string_view(option->keyword) == "host") host = option->val;
    if (std::string_view(option->keyword) == "hostaddr") by_number = true;
  }
  return by_number || has_host_name(host);
}

Fault postgres_fault(const PGresult* result) {
  const auto code = field_of(result, PG_DIAG_SQLSTATE), why = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
  if (code == "55P03" || code == "40001" || code == "40P01") return {FaultKind::failed, "common.busy", {}, {}};
  if (code.starts_with("53") || code == "58030") return {FaultKind::failed, "common.disk", {why}, {}};
  if (code.starts_with("XX")) return {FaultKind::integrity, "common.damaged", {why}, {}};
  if (code.starts_with("08") || code.starts_with("57P") || code.starts_with("25P03")) {
    return {FaultKind::failed, "hub.postgres_away", {why}, {}};
  }
  return {FaultKind::failed, "common.store", {why}, {}};
}

Pipeline::~Pipeline() {
  PQfinish(connection_);
}

Result<std::unique_ptr<Pipeline>> Pipeline::open(const std::string& url) {
  std::unique_ptr<Pipeline> pipeline(new Pipeline);
  pipeline->url_ = url;
  const char* const names[] = {"dbname", "fallback_application_name", "client_encoding", "connect_timeout", nullptr};
  const char* const values[] = {url.c_str(), "minsync-hub", "UTF8", "10", nullptr};
  pipeline->connection_ = PQconnectdbParams(names, values, 1);
  MINSYNC_TRY(pipeline->set_up());
  return pipeline;
}

Status Pipeline::set_up() {
  if (PQstatus(connection_) != CONNECTION_OK) return fail(broken());
  PQsetNoticeReceiver(connection_, &Pipeline::notice, this);
  MINSYNC_TRY(script(kSettings));
  MINSYNC_ASSIGN(const auto row, ask("SELECT current_setting('fsync'), pg_is_in_recovery()::text,"
                                     " current_setting('server_encoding')"));
  const auto is = [&](int column, std::string_view value) { return PQgetvalue(row.get(), 0, column) == value; };
  if (is(0, "on") && is(1, "false") && is(2, "UTF8")) return {};
  return fail(FaultKind::failed, "hub.postgres_unfit",
              {std::string("fsync=") + PQgetvalue(row.get(), 0, 0) + ", standby=" + PQgetvalue(row.get(), 0, 1) +
               ", encoding=" + PQgetvalue(row.get(), 0, 2)});
}

Status Pipeline::revive() {
  if (!is_broken()) return {};
  pending_.clear();
  ++life_;
  dead_ = false;
  PQreset(connection_);
  return set_up();
}

Fault Pipeline::broken() {
  dead_ = true;
  return {FaultKind::failed, "hub.postgres_away", {first_line(PQerrorMessage(connection_))}, {}};
}

void Pipeline::notice(void* self, const PGresult* result) {
  const auto severity = field_of(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != "WARNING") return;
  static_cast<Pipeline*>(self)->warning_ = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
}

Status Pipeline::queued(int sent, std::shared_ptr<PostgresName> prepares) {
  if (sent != 1) return fail(broken());
  pending_.push_back(std::move(prepares));
  return {};
}

Status Pipeline::send(const std::shared_ptr<PostgresName>& statement, const std::vector<PostgresValue>& values) {
  if (pending_.size() >= kMaxQueued) MINSYNC_TRY(finish());
  if (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF && PQenterPipelineMode(connection_) != 1) return fail(broken());
  if (statement->life != life_) {
    const char* name = statement->name.c_str();
    MINSYNC_TRY(queued(PQsendPrepare(connection_, name, statement->sql.c_str(), 0, nullptr), statement));
    statement->life = life_;
  }
  const Parameters with(values);
  return queued(PQsendQueryPrepared(connection_, statement->name.c_str(), with.count(), with.data.data(),
                                    with.sizes.data(), with.formats.data(), 1),
                nullptr);
}

Status Pipeline::send(const char* sql) {
  if (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF && PQenterPipelineMode(connection_) != 1) return fail(broken());
  return queued(PQsendQueryParams(connection_, sql, 0, nullptr, nullptr, nullptr, nullptr, 1), nullptr);
}

Result<PostgresResult> Pipeline::finish() {
  if (pending_.empty()) return PostgresResult{};
  if (PQpipelineSync(connection_) != 1) return fail(broken());
  PostgresResult last;
  std::optional<Fault> fault;
  bool ended = false;
  for (;;) {
    PostgresResult result(PQgetResult(connection_));
    if (result == nullptr) {  // one command's end; a second one in a row is that of the connection
      if (ended || PQstatus(connection_) != CONNECTION_OK) {
        const auto end = broken();
        return fail(fault ? *fault : end);
      }
      ended = true;
      if (!pending_.empty()) pending_.pop_front();
      continue;
    }
    ended = false;
    const auto state = PQresultStatus(result.get());
    if (state == PGRES_PIPELINE_SYNC) break;
    if (state == PGRES_COMMAND_OK || state == PGRES_TUPLES_OK) {
      last = std::move(result);
      continue;
    }
    if (!fault && state != PGRES_PIPELINE_ABORTED) fault = postgres_fault(result.get());
    if (!pending_.empty() && pending_.front()) pending_.front()->life = 0;
  }
  pending_.clear();
  if (fault) return fail(*fault);
  return last;
}

Status Pipeline::finish_commit() {
  MINSYNC_TRY(finish());
  warning_.reset();
  MINSYNC_TRY(send("COMMIT"));
  MINSYNC_ASSIGN(const auto result, finish());
  if (PQcmdStatus(result.get()) != std::string_view("COMMIT")) {
    return fail(FaultKind::failed, "common.store", {"the transaction was rolled back"});
  }
  if (warning_) return fail(FaultKind::failed, "hub.postgres_unsure", {*warning_});
  return {};
}

Status Pipeline::script(const std::string& sql) {
  MINSYNC_TRY(finish());
  if (PQexitPipelineMode(connection_) != 1) return fail(broken());
  const PostgresResult result(PQexec(connection_, sql.c_str()));
  const auto state = PQresultStatus(result.get());
  if (state == PGRES_COMMAND_OK || state == PGRES_TUPLES_OK) return {};
  return fail(result == nullptr ? broken() : postgres_fault(result.get()));
}

Result<PostgresResult> Pipeline::ask(const char* sql, const std::vector<PostgresValue>& values) {
  MINSYNC_TRY(finish());
  if (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF && PQenterPipelineMode(connection_) != 1) return fail(broken());
  const Parameters with(values);
  MINSYNC_TRY(queued(PQsendQueryParams(connection_, sql, with.count(), nullptr, with.data.data(), with.sizes.data(),
                                       with.formats.data(), 1),
                     nullptr));
  return finish();
}

}  // namespace minsync

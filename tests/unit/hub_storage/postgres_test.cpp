// What is PostgreSQL's alone: several processes, faults that come late, commits that are none.
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "hub/storage/hub_store.h"
#include "hub/storage/people.h"
#include "hub/storage/postgres/postgres_connection.h"
#include "hub/storage/postgres/postgres_sql.h"
#include "hub/storage/publications.h"
#include "hub/storage/store_location.h"
#include "tests/support/postgres/postgres_server.h"

namespace minsync {
namespace {

constexpr PartitionId kPartition{8};
constexpr UnitId kTown{62};

Result<TableShape> three_columns(const std::string&) {
  return TableShape{{"a", "b", "c"}, {"a"}};
}

TEST(PostgresSqlTest, ParametersAreNumberedAndQuotesLeftAlone) {
  EXPECT_EQ("SELECT '?', \"a?\" FROM t WHERE a = $1 AND b = $2",
            *to_postgres("SELECT '?', \"a?\" FROM t WHERE a = ? AND b = ?", three_columns));
  EXPECT_EQ("SELECT $1, $1", *to_postgres("SELECT ?1, ?1", three_columns));
  EXPECT_EQ("SELECT a FROM t WHERE b IS NOT DISTINCT FROM $1",
            *to_postgres("SELECT a FROM t WHERE b IS ?", three_columns));
}

TEST(PostgresSqlTest, ReplacingIsAnUpdateOfWhatIsNotTheKey) {
  EXPECT_EQ("INSERT INTO t VALUES ($1, $2, $3) ON CONFLICT (a) DO UPDATE SET b = excluded.b, c = excluded.c",
            *to_postgres("INSERT OR REPLACE INTO t VALUES (?, ?, ?)", three_columns));
  EXPECT_EQ("INSERT INTO t (a, c) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET c = excluded.c",
            *to_postgres("INSERT OR REPLACE INTO t (a, c) VALUES (?, ?)", three_columns));
  EXPECT_EQ("INSERT INTO t VALUES ($1) ON CONFLICT DO NOTHING",
            *to_postgres("INSERT OR IGNORE INTO t VALUES (?)", three_columns));
}

class PostgresTest : public ::testing::Test {
 protected:
  PostgresTest()
      : folder_(std::filesystem::temp_directory_path() / ("minsync-pgtest-" + hex(random_bytes<8>()))),
        forms_(*FormCatalogue::load()),
        url_(PostgresServer::shared().new_schema()) {
    std::filesystem::create_directories(folder_);
    EXPECT_TRUE(create_postgres_hub_store(folder_.string(), forms_, url_));
  }
  ~PostgresTest() override { std::filesystem::remove_all(folder_); }
  std::unique_ptr<HubStore> open() { return std::move(*open_hub_store(folder_.string(), forms_)); }
  Database database() { return *open_postgres(url_, (*postgres_location(folder_.string()))->key); }

  // One more version of the partition, in a journal entry and in the feed. Within the caller's transaction.
  static void append(HubStore& store) {
    Partition after = *store.partition(kPartition);
    JournalEntry entry{kPartition, after.entries + 1, {after.last.value + 1}, 1, {}, 7, "batch", "", {}};
    entry.hash = chain_hash(after.chain, entry);
    ++after.last.value;
    ++after.entries;
    after.chain = entry.hash;
    ASSERT_TRUE(store.append(entry, after));
    ASSERT_TRUE(store.put_feed(kPartition, {after.last, kTown, "dibao_household", {}, {}, {}, {}}));
  }

  std::filesystem::path folder_;
  FormCatalogue forms_;
  std::string url_;
};

// Waits on the server until so many sessions of this schema's writers stand at a lock or at a standby.
void await_waiting(const std::string& url, const std::string& event) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url.c_str()), PQfinish);
  const auto sql = "SELECT 1 FROM pg_stat_activity WHERE wait_event = '" + event + "'";
  for (int rows = 0; rows == 0;) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), PQclear);
    ASSERT_EQ(PGRES_TUPLES_OK, PQresultStatus(result.get()));
    rows = PQntuples(result.get());
  }
}

// A reader that goes on from the newest version it has seen, as a client's cursor does.
std::uint64_t pull(HubStore& store, std::uint64_t cursor, std::size_t& seen) {
  const auto feed = *store.feed(kPartition, kTown, {cursor}, 1000);
  seen += feed.size();
  return feed.empty() ? cursor : feed.back().version.value;
}

TEST_F(PostgresTest, NoCursorPassesAVersionThatAnotherProcessCommitsLater) {
  const auto here = open();
  const auto reader = open();
  std::size_t seen = 0;
  auto cursor = pull(*reader, 0, seen);
  ASSERT_TRUE(here->begin_write());
  append(*here);
  // Another process wants to write meanwhile; its version must not become visible before ours.
  const pid_t other = fork();
  if (other == 0) {
    const auto store = open();
    const bool fine = store->begin_write().has_value();
    append(*store);
    ::_exit(fine && store->commit() && !HasFailure() ? 0 : 1);
  }
  await_waiting(url_, "advisory");
  cursor = pull(*reader, cursor, seen);
  EXPECT_EQ(0u, seen);
  append(*here);
  ASSERT_TRUE(here->commit());
  int status = 1;
  ASSERT_EQ(other, ::waitpid(other, &status, 0));
  EXPECT_EQ(0, status);
  cursor = pull(*reader, cursor, seen);
  EXPECT_EQ(3u, seen);
  EXPECT_EQ(reader->partition(kPartition)->last.value, cursor);
  EXPECT_EQ(3u, reader->partition(kPartition)->entries);
}

TEST_F(PostgresTest, ManyProcessesLeaveOneChainWithoutGaps) {
  constexpr int kProcesses = 3, kEach = 20;
  std::vector<pid_t> writers;
  for (int i = 0; i < kProcesses; ++i) {
    const pid_t writer = fork();
    if (writer == 0) {
      const auto store = open();
      for (int n = 0; n < kEach; ++n) {
        if (!store->begin_write()) ::_exit(1);
        append(*store);
        if (!store->commit()) ::_exit(2);
      }
      ::_exit(0);
    }
    writers.push_back(writer);
  }
  const auto reader = open();
  std::size_t seen = 0;
  auto cursor = pull(*reader, 0, seen);
  for (const auto writer : writers) {
    cursor = pull(*reader, cursor, seen);
    int status = 1;
    ASSERT_EQ(writer, ::waitpid(writer, &status, 0));
    EXPECT_EQ(0, status);
  }
  pull(*reader, cursor, seen);
  EXPECT_EQ(std::size_t{kProcesses * kEach}, seen);
  Digest chain{};
  for (std::uint64_t number = 1; number <= seen; ++number) {
    const auto entry = (*reader->entry(kPartition, number)).value();
    EXPECT_EQ(chain_hash(chain, entry), entry.hash);
    chain = entry.hash;
  }
}

TEST_F(PostgresTest, ACommitWhoseStandbyWasNotWaitedForIsNone) {
  const auto store = open();
  PostgresServer::run(url_, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  PostgresServer::run(url_, "SELECT pg_reload_conf()");
  Status committed;
  // The server takes its new settings up a little later; from then on a commit waits for ever.
  std::thread committing([&] {
    do {
      committed = store->begin_write();
      if (committed) committed = store->set_setting("name", "one");
      if (committed) committed = store->commit();
    } while (committed);
  });
  await_waiting(url_, "SyncRep");
  PostgresServer::run(url_, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
  committing.join();
  PostgresServer::run(url_, "ALTER SYSTEM RESET synchronous_standby_names");
  PostgresServer::run(url_, "SELECT pg_reload_conf()");
  ASSERT_FALSE(committed);
  EXPECT_EQ("hub.postgres_unsure", committed.error().id);
}

TEST_F(PostgresTest, AFaultThatWasNotWaitedForIsNoCommit) {
  auto base = database();
  auto transaction = *Transaction::begin(base);
  ASSERT_TRUE(base.run("INSERT INTO setting VALUES (?, ?)", std::string_view("twice"), std::string_view("1")));
  ASSERT_TRUE(base.run("INSERT INTO setting VALUES (?, ?)", std::string_view("twice"), std::string_view("2")));
  EXPECT_FALSE(transaction.commit());
}

TEST_F(PostgresTest, AFailedPieceTakesOnlyItselfBack) {
  auto base = database();
  {
    auto transaction = *Transaction::begin(base);
    const auto put = [&] {
      return base.run("INSERT INTO setting VALUES (?, ?)", std::string_view("once"), std::string_view("1"));
    };
    ASSERT_TRUE(base.run("SAVEPOINT one_batch"));
    ASSERT_TRUE(put());
    ASSERT_TRUE(base.run("RELEASE one_batch"));
    ASSERT_TRUE(base.run("SAVEPOINT one_batch"));
    ASSERT_TRUE(put());
    EXPECT_FALSE(base.run("RELEASE one_batch"));
    ASSERT_TRUE(base.run("ROLLBACK TO one_batch"));
    ASSERT_TRUE(transaction.commit());
  }
  EXPECT_EQ("1", *open()->setting("once"));
}

TEST_F(PostgresTest, SealedColumnsShowNothingAndAreFoundByWholeValues) {
  const auto store = open();
  const Form& form = *forms_.find("dibao_household");
  StoredRecord record;
  record.state.id = RecordId{Uuid::version7(2, random_bytes<10>())};
  const std::string identity = "11010519491231002X";
  for (const auto number : form.match_key) record.shown[number] = FieldValue(identity);
  ASSERT_TRUE(store->begin_write());
  ASSERT_TRUE(store->records().save(form, record, true));
  ASSERT_TRUE(store->commit());
  EXPECT_EQ(std::vector{record.state.id},
            *store->records().match(form, std::vector<FieldValue>(form.match_key.size(), FieldValue(identity))));
  EXPECT_EQ(record.shown, (*store->records().load(form, record.state.id))->shown);

  auto base = database();
  auto rows = *base.query("SELECT count(*) FROM record_dibao_household WHERE position(?::bytea IN f" +
                              std::to_string(form.match_key.front().value) + ") > 0",
                          Blob{identity});
  ASSERT_TRUE(*rows.step());
  EXPECT_EQ(0, rows.integer(0));
  ASSERT_TRUE(base.run("UPDATE record_dibao_household SET f" + std::to_string(form.match_key.front().value) +
                       " = decode('00', 'hex')"));
  EXPECT_EQ("hub.postgres_altered", store->records().load(form, record.state.id).error().id);
}

TEST_F(PostgresTest, AStoreOfTheProgramBeforeGetsTheTablesItLacks) {
  {
    auto before = database();
    ASSERT_TRUE(before.script("DROP TABLE publication; DROP TABLE publication_draft"));
    ASSERT_TRUE(before.script("UPDATE schema_version SET version = 1"));
  }
  const auto store = open();
  ASSERT_TRUE(store->publications().put({{2016, 1}, "body", sha256("body")}));
  EXPECT_EQ("body", (*open()->publications().find({2016, 1}))->body);
}

TEST_F(PostgresTest, AnUsedDatabaseIsNotMadeAHubAgain) {
  const auto folder = folder_ / "second";
  std::filesystem::create_directories(folder);
  const auto made = create_postgres_hub_store(folder.string(), forms_, url_);
  ASSERT_FALSE(made);
  EXPECT_EQ("hub.postgres_in_use", made.error().id);
  EXPECT_FALSE(has_hub(folder.string()));
}

TEST(StoreLocationTest, SocketsAreToldFromNetworkAddresses) {
  for (const std::string path : {"postgres:///city", "postgres:///city?host=/var/run/postgresql&user=hub",
                                 "postgresql://hub@%2Fvar%2Frun%2Fpostgresql/city"}) {
    EXPECT_FALSE(is_network_address(path)) << path;
  }
  for (const std::string address :
       {"postgres://hub:secret@db.example:5432/city", "postgres://127.0.0.1/city", "postgres:///city?host=localhost",
        "postgres:///city?hostaddr=10.0.0.7", "postgres:///city?host=/var/run/postgresql,db.example"}) {
    EXPECT_TRUE(is_network_address(address)) << address;
  }
}

TEST(StoreLocationTest, PasswordsAreNotShown) {
  EXPECT_EQ("postgres://hub@db/minsync", without_password("postgres://hub:secret@db/minsync?password=secret"));
  EXPECT_EQ("postgres://db:5432/minsync", without_password("postgres://db:5432/minsync"));
}

}  // namespace
}  // namespace minsync

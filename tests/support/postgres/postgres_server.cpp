#include "tests/support/postgres/postgres_server.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";

void must(bool fine, const std::string& what) {
  if (fine) return;
  std::fprintf(stderr, "PostgreSQL for the tests: %s (needs Debian's package postgresql)\n", what.c_str());
  std::abort();
}

// PostgreSQL refuses to run as root.
const passwd* account() {
  return getuid() == 0 ? getpwnam("nobody") : getpwuid(getuid());
}

pid_t start(const std::vector<std::string>& command, const std::filesystem::path& log) {
  std::vector<std::string> words = {"setpriv", "--pdeathsig", "QUIT"};
  if (getuid() == 0) {
    const auto* who = account();
    for (const auto& word : {std::string("--reuid"), std::to_string(who->pw_uid), std::string("--regid"),
                             std::to_string(who->pw_gid), std::string("--clear-groups")}) {
      words.push_back(word);
    }
  }
  words.insert(words.end(), command.begin(), command.end());
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(out, 1);
  ::dup2(out, 2);
  if (::chdir("/") == 0) ::execvp("setpriv", arguments.data());
  ::_exit(127);
}

}  // namespace

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

PostgresServer::PostgresServer()
    : folder_(std::filesystem::temp_directory_path() / ("minsync-pg-" + hex(random_bytes<6>()))) {
  std::filesystem::create_directory(folder_);
  const auto* who = account();
  must(who != nullptr && ::chown(folder_.c_str(), who->pw_uid, who->pw_gid) == 0, "no account to run it");
  const std::string bin = kPrograms, data = (folder_ / "data").string();
  int status = 0;
  const pid_t making =
      start({bin + "initdb", "-D", data, "-U", "minsync", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"},
            folder_.string() + ".log");
  must(::waitpid(making, &status, 0) == making && status == 0, "initdb failed, see " + folder_.string() + ".log");
  server_ = start({bin + "postgres", "-D", data, "-k", folder_.string(), "-c", "listen_addresses="},
                  folder_.string() + ".log");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (PQping(url().c_str()) != PQPING_OK) {
    must(std::chrono::steady_clock::now() < deadline && ::waitpid(server_, &status, WNOHANG) == 0, "it does not start");
    ::poll(nullptr, 0, 20);
  }
}

PostgresServer::~PostgresServer() {
  ::kill(server_, SIGINT);
  ::waitpid(server_, nullptr, 0);
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
  std::filesystem::remove(folder_.string() + ".log", error);
}

std::string PostgresServer::url() const {
  return "postgres:///postgres?host=" + folder_.string() + "&user=minsync";
}

std::string PostgresServer::new_schema() {
  const auto name = "test" + std::to_string(++schemas_);
  run(url(), "CREATE SCHEMA " + name);
  return url() + "&options=-csearch_path%3D" + name;
}

void PostgresServer::run(const std::string& database, const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(database.c_str()), PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), PQclear);
  const auto state = PQresultStatus(result.get());
  must(state == PGRES_COMMAND_OK || state == PGRES_TUPLES_OK, sql + ": " + PQerrorMessage(connection.get()));
}

}  // namespace minsync

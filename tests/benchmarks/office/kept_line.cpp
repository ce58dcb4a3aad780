#include "tests/benchmarks/office/kept_line.h"

#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

#include "client/store/client_store.h"
#include "client/sync/sync_agent.h"
#include "shared/divisions/in_use.h"
#include "shared/text/text.h"

namespace minsync::bench {
namespace {

using Json = nlohmann::json;

// Notes each request: how long it took and what its answer's status was; 0: none.
class TimedLine final : public Transport {
 public:
  explicit TimedLine(std::unique_ptr<Transport> line) : line_(std::move(line)) {}

  Result<HttpAnswer> post(const std::string& path, const std::string& content_type, std::string body,
                          std::size_t max_answer_bytes) override {
    const auto begin = std::chrono::steady_clock::now();
    auto answer = line_->post(path, content_type, std::move(body), max_answer_bytes);
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    posts_.push_back({{"seconds", seconds}, {"status", answer ? answer->status : 0}});
    return answer;
  }
  TransferTotals totals() const override { return line_->totals(); }
  Json take_posts() { return std::exchange(posts_, Json::array()); }

 private:
  std::unique_ptr<Transport> line_;
  Json posts_ = Json::array();
};

Json sync(ClientStore& store, TimedLine& line) {
  const std::atomic<bool> cancel{false};
  const auto before = line.totals();
  const auto begin = std::chrono::steady_clock::now();
  const auto report = sync_now(store, line, {}, cancel, {});
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const auto after = line.totals();
  Json out{{"seconds", seconds}, {"posts", line.take_posts()}};
  out["bytes"] = after.bytes_sent + after.bytes_received - before.bytes_sent - before.bytes_received;
  out["connections"] = after.connections - before.connections;
  if (!report) out["error"] = say(Language::en, report.error());
  if (report) out.update({{"pushed", report->pushed}, {"complete", report->complete}});
  return out;
}

}  // namespace

int keep_line(const std::string& data, const std::string& url) {
  auto forms = FormCatalogue::load();
  if (!forms) return 1;
  auto store = ClientStore::open(data, *forms);
  if (!store) {
    std::cerr << say(Language::en, store.error()) << '\n';
    return 1;
  }
  const auto divisions = (*store)->records().divisions();
  if (!divisions) return 1;
  use_divisions(**divisions);
  const std::atomic<bool> cancel{false};
  TimedLine line(make_curl_transport({url, (*store)->enrolment().hub_pin}, cancel));
  for (std::string order; std::getline(std::cin, order);) std::cout << sync(**store, line).dump() << std::endl;
  return 0;
}

}  // namespace minsync::bench

#include "tests/benchmarks/peers/changeset/office.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <chrono>
#include <cstring>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "tests/benchmarks/peers/changeset/changes.h"

namespace minsync::peer {
namespace {

using Json = nlohmann::json;

std::size_t take(char* data, std::size_t, std::size_t size, void* out) {
  static_cast<std::string*>(out)->append(data, size);
  return size;
}

class Office {
 public:
  Office(const std::string& database, std::string url)
      : table_(database), url_(std::move(url)), curl_(curl_easy_init()) {
    record();
  }
  ~Office() { curl_easy_cleanup(curl_); }
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  Json answer(const Json& order) {
    const auto name = order.at("do").get<std::string>();
    if (name == "push") return push();
    if (name == "pull") return pull();
    const auto rows = read_rows(order.at("file").get<std::string>());
    const auto begin = std::chrono::steady_clock::now();
    table_.begin();
    for (const auto& row : rows) name == "fill" ? table_.insert(row) : table_.read_modify_write(row);
    table_.commit();
    return {{"rows", rows.size()}, {"seconds", since(begin)}};
  }

 private:
  static double since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  void record() { recording_ = std::make_unique<Recording>(table_.handle()); }
  std::string request(const std::string& path, const std::string* body);
  Json push();
  Json pull();

  PlainTable table_;
  std::unique_ptr<Recording> recording_;
  std::string url_;
  CURL* curl_;
  std::size_t pulled_ = 0;
};

std::string Office::request(const std::string& path, const std::string* body) {
  std::string out;
  curl_easy_reset(curl_);
  curl_easy_setopt(curl_, CURLOPT_URL, (url_ + path).c_str());
  curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &out);
  curl_easy_setopt(curl_, CURLOPT_FORBID_REUSE, 1L);  // the receiver serves one connection after the other
  curl_slist* headers = curl_slist_append(nullptr, "Expect:");
  curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, headers);
  if (body) {
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, body->data());
  }
  const auto code = curl_easy_perform(curl_);
  curl_slist_free_all(headers);
  if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
  return out;
}

Json Office::push() {
  const auto begin = std::chrono::steady_clock::now();
  const auto body = packed(recording_->changeset());
  const auto overwritten = std::stoi(request("/", &body));
  const auto seconds = since(begin);
  record();
  ++pulled_;
  return {{"bytes", body.size()}, {"overwritten", overwritten}, {"seconds", seconds}};
}

Json Office::pull() {
  const auto begin = std::chrono::steady_clock::now();
  const auto framed = request("/" + std::to_string(pulled_), nullptr);
  int overwritten = 0;
  recording_.reset();
  for (std::size_t at = 0; at < framed.size(); ++pulled_) {
    std::uint32_t size = 0;
    std::memcpy(&size, framed.data() + at, 4);
    overwritten += apply(table_, unpacked(framed.substr(at + 4, ntohl(size))));
    at += 4 + ntohl(size);
  }
  const auto seconds = since(begin);
  record();
  return {{"bytes", framed.size()}, {"overwritten", overwritten}, {"seconds", seconds}};
}

}  // namespace

void work(const std::string& database, const std::string& url) {
  Office office(database, url);
  for (std::string line; std::getline(std::cin, line);) {
    try {
      std::cout << office.answer(Json::parse(line)).dump() << std::endl;
    } catch (const std::exception& error) {
      std::cout << Json{{"error", error.what()}}.dump() << std::endl;
    }
  }
}

}  // namespace minsync::peer

// Large bodies on lines that are cut: what HttpServer keeps of them.
#include <gtest/gtest.h>

#include <optional>

#include "shared/http/http_server.h"
#include "shared/uploads/kept_uploads.h"
#include "tests/unit/http/fetch.h"

namespace minsync {
namespace {

const std::string kBody = [] {
  std::string body(300'000, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * i / 7);
  return body;
}();

class UploadsTest : public testing::Test {
 protected:
  UploadsTest() {
    auto server = HttpServer::start(
        0, {}, [](const HttpRequest& request) { return HttpResponse{200, "text/plain", {}, request.body}; },
        [](const HttpRequest& request) { return request.path == "/kept"; });
    EXPECT_TRUE(server.has_value());
    server_ = *std::move(server);
  }

  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + path;
  }
  static std::string line(const std::string& from) { return std::string(kUploadHeader) + ": " + name_ + " " + from; }
  Fetched post(const std::string& from, std::string_view body, const std::string& path = "/kept") const {
    return fetch(url(path), {"POST", std::string(body), {line(from), "Expect:"}});
  }
  std::size_t kept() const {
    const auto answer = fetch(url("/kept"), {"POST", "", {line("?"), "Content-Length: 0"}});
    EXPECT_EQ(answer.status, 200);
    return std::stoul(answer.body);
  }
  // The server learns of a break and of bytes when it comes to them.
  void wait_until_kept(std::size_t size) const {
    while (kept() < size) continue;
  }

  static inline const std::string name_ = upload_name(kBody);
  std::unique_ptr<HttpServer> server_;
};

// A connection whose request has been begun.
class Begun {
 public:
  Begun(const std::string& url, std::string head, std::string_view part) : curl_(curl_easy_init(), curl_easy_cleanup) {
    curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_.get(), CURLOPT_CONNECT_ONLY, 1L);
    EXPECT_EQ(curl_easy_perform(curl_.get()), CURLE_OK);
    send(head.append(part));
  }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      std::size_t sent = 0;
      const auto code = curl_easy_send(curl_.get(), bytes.data(), bytes.size(), &sent);
      if (code != CURLE_OK && code != CURLE_AGAIN) return;
      bytes.remove_prefix(sent);
    }
  }

 private:
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
};

std::string head_of(const std::string& line, std::size_t length) {
  return "POST /kept HTTP/1.1\r\nHost: a\r\n" + line + "\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

TEST_F(UploadsTest, AWholeBodyComesAsAnyOther) {
  const auto answer = post("0", kBody);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, kBody);
  EXPECT_EQ(kept(), 0u);
}

TEST_F(UploadsTest, AfterACutOnlyTheRestTravels) {
  std::optional<Begun> cut(std::in_place, url("/kept"), head_of(line("0"), kBody.size()), kBody.substr(0, 200'000));
  wait_until_kept(196'000);  // it reads in pieces of 4 KiB
  cut.reset();
  const auto there = kept();
  ASSERT_LE(there, 200'000u);
  const auto answer = post(std::to_string(there), std::string_view(kBody).substr(there));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, kBody);
  // Its answer may be lost as well: then nothing travels but the question.
  EXPECT_EQ(kept(), kBody.size());
  EXPECT_EQ(post(std::to_string(kBody.size()), "").body, kBody);
}

TEST_F(UploadsTest, AConnectionThatHangsIsTakenOver) {
  Begun hanging(url("/kept"), head_of(line("0"), kBody.size()), kBody.substr(0, 100'000));
  wait_until_kept(96'000);
  const auto answer = post("90000", std::string_view(kBody).substr(90'000));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, kBody);
}

TEST_F(UploadsTest, WhereSoMuchIsNotKeptTheSenderIsTold) {
  EXPECT_EQ(post("5", std::string_view(kBody).substr(5)).status, 410);
  EXPECT_EQ(post("0", "not what the name says").status, 410);
}

TEST_F(UploadsTest, WhatIsNotAdmittedIsNotKept) {
  const auto answer = post("5", "x", "/other");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "x");
}

TEST_F(UploadsTest, AHeaderThatIsNoneIsNotHeeded) {
  for (const char* words : {"", "abc 0", "0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef -1",
                            "0123456789abcdef0123456789abcdef 99999999999999999999999"}) {
    const auto answer = fetch(url("/kept"), {"POST", "body", {std::string(kUploadHeader) + ": " + words}});
    EXPECT_EQ(answer.body, "body") << words;
  }
}

}  // namespace
}  // namespace minsync

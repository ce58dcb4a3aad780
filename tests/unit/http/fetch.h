// One HTTP request by libcurl, for tests of servers.
#pragma once

#include <curl/curl.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace minsync {

struct Fetched {
  long status = 0;  // 0: no answer
  std::string body;
  std::map<std::string, std::string> headers;  // names in lower case
  CURLcode result = CURLE_OK;
};

struct FetchOptions {
  std::string method = "GET";
  std::string body = "";
  std::vector<std::string> headers = {};
  std::string pin = "";                // of a TLS key; the certificate itself is not judged
  long tls = CURL_SSLVERSION_DEFAULT;  // CURLOPT_SSLVERSION
  std::string ciphers = "DEFAULT";
};

inline std::size_t append_body(char* data, std::size_t, std::size_t size, void* target) {
  static_cast<std::string*>(target)->append(data, size);
  return size;
}

inline std::size_t keep_header(char* data, std::size_t, std::size_t size, void* target) {
  const std::string line(data, size);
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return size;
  std::string name = line.substr(0, colon);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const std::size_t begin = line.find_first_not_of(' ', colon + 1), end = line.find_last_not_of("\r\n");
  (*static_cast<std::map<std::string, std::string>*>(target))[name] =
      begin == line.npos || end < begin ? "" : line.substr(begin, end - begin + 1);
  return size;
}

inline Fetched fetch(const std::string& url, const FetchOptions& options = {}) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  curl_slist* list = nullptr;
  for (const std::string& header : options.headers) list = curl_slist_append(list, header.c_str());
  Fetched fetched;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl.get(), CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, options.method.c_str());
  if (!options.body.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, options.body.data());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(options.body.size()));
  }
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append_body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &fetched.body);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, keep_header);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &fetched.headers);
  curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_SSLVERSION, options.tls);
  curl_easy_setopt(curl.get(), CURLOPT_SSL_CIPHER_LIST, options.ciphers.c_str());
  if (!options.pin.empty()) curl_easy_setopt(curl.get(), CURLOPT_PINNEDPUBLICKEY, options.pin.c_str());
  fetched.result = curl_easy_perform(curl.get());
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &fetched.status);
  curl_slist_free_all(list);
  return fetched;
}

}  // namespace minsync

#include "client/cli/file_json.h"

#include <array>
#include <nlohmann/json.hpp>

#include "shared/forms/file_reference.h"
#include "sync_protocol/file_messages.h"

namespace minsync {
namespace {

constexpr std::array kQuestions = {"have", "put", "get"};
constexpr std::array kStandings = {"unknown", "partly", "complete", "refused"};

Json request_json(const FileRequest& request) {
  Json files = Json::array();
  for (const auto& file : request.files) {
    files.push_back({{"hash", hash_text(file.hash)}, {"size", file.size}, {"record", file.record.value.text()}});
  }
  return {{"message", "file_request"},
          {"protocol", request.protocol},
          {"device", request.device.value.text()},
          {"incarnation", request.incarnation.value},
          {"counter", request.counter},
          {"question", kQuestions[static_cast<std::size_t>(request.question)]},
          {"files", std::move(files)},
          {"offset", request.offset},
          {"limit", request.limit},
          {"piece", request.bytes.size()}};
}

Json answer_json(const FileAnswer& answer) {
  Json files = Json::array();
  for (const auto& file : answer.files) {
    files.push_back({{"standing", kStandings[static_cast<std::size_t>(file.standing)]},
                     {"arrived", file.arrived},
                     {"reason", file.reason},
                     {"args", file.args}});
  }
  return {{"message", "file_answer"},
          {"counter", answer.counter},
          {"files", std::move(files)},
          {"piece", answer.bytes.size()}};
}

}  // namespace

std::optional<Json> file_message_json(std::string_view bytes) {
  if (const auto request = decode_file_request(bytes)) return request_json(*request);
  if (const auto answer = decode_file_answer(bytes)) return answer_json(*answer);
  return std::nullopt;
}

}  // namespace minsync

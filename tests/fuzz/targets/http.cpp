// A request as the listener hands it on: method, target, headers and body in lines; and an error's JSON as a client
// reads it. Nothing that is not signed changes the hub.
#include <algorithm>

#include "client/sync/hub_error.h"
#include "hub/api/hub_service.h"
#include "shared/http/url.h"
#include "shared/text/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/scratch_folder.h"

namespace minsync::fuzz {
namespace {

class Hub {
 public:
  static HubService& service() {
    static Hub hub;
    return *hub.service_;
  }

 private:
  Hub() : forms_(*FormCatalogue::load()) {
    const auto folder = folder_.path().string();
    MINSYNC_ASSERT(create_hub_store(folder, forms_));
    MINSYNC_ASSERT(PrivateKey::generate().write_pem((folder_.path() / "hub.key").string()));
    {
      auto store = open_hub_store(folder, forms_).value();
      MINSYNC_ASSERT(store->begin_write() && store->set_setting("device", Uuid::version7(1, {9}).text()) &&
                     store->set_setting("city", "1") && store->commit());
    }
    service_ = std::move(HubService::open(folder, forms_, "").value());
  }

  ScratchFolder folder_;
  FormCatalogue forms_;
  std::unique_ptr<HubService> service_;
};

std::string_view take_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

std::optional<HttpRequest> request_of(std::string_view input) {
  HttpRequest request;
  request.method = take_line(input);
  const auto target = take_line(input);
  const auto question = std::min(target.find('?'), target.size());
  const auto path = percent_decoded(target.substr(0, question));
  const auto query = parsed_query(target.substr(std::min(question + 1, target.size())));
  if (!path || !query) return std::nullopt;
  request.path = *path;
  request.query = *query;
  request.headers["x-minsync-front"] = take_line(input);
  request.body = input;
  return request;
}

}  // namespace

void run(std::string_view input) {
  const auto request = request_of(input);
  if (!request) return;
  require(request->path.find('\0') == std::string::npos, "a path holds no zero byte");
  const auto response = Hub::service().answer(*request);
  require(response.status >= 200 && response.status < 500, "the hub does not fail over a request");
  for (const int status : {response.status, 400, 403, 409, 503}) {
    for (const auto& body : {request->body, response.body}) {
      HttpAnswer answer;
      answer.status = status;
      answer.body = body;
      require(!say(Language::zh, hub_error(answer)).empty(), "an error has words");
    }
  }
}

}  // namespace minsync::fuzz

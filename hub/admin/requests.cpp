#include <nlohmann/json.hpp>

#include "hub/admin/publication.h"
#include "hub/admin/words.h"
#include "hub/documents/people_json.h"
#include "hub/publication/publications.h"
#include "hub/users/two_persons.h"

namespace minsync {
namespace {

std::string state_text(const HubContext& context, const Request& request) {
  if (request.done_ms != 0) return context.text("users.request_done");
  return context.text(request.approved_by.empty() ? "users.request_open" : "users.request_approved");
}

Status list(HubContext& context) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto requests, store->people().requests(now_ms()));
  if (context.json) {
    auto document = nlohmann::json{{"requests", nlohmann::json::array()}};
    for (const auto& request : requests) document["requests"].push_back(request_json(request));
    context.print(document);
    return {};
  }
  if (requests.empty()) context.note(context.text("users.no_requests"));
  std::vector<std::vector<std::string>> rows;
  for (const auto& request : requests) {
    rows.push_back({std::to_string(request.number), request.asked_by, time_text(request.asked_ms), request.about,
                    state_text(context, request), request.approved_by});
  }
  if (!rows.empty()) context.line(table(rows));
  return {};
}

Status approve_one(HubContext& context, std::uint64_t number) {
  MINSYNC_ASSIGN(const auto who, context.person());
  if (!who) return fail(FaultKind::not_allowed, "users.log_in_first", {context.text("users.whoever_logs_in")});
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const bool publication, is_publication_request(*store, number));
  if (publication) return publish_confirmed(context, number, *who);
  Request request;
  MINSYNC_TRY(context.act({AuditAction::request_approved, std::to_string(number), {}}, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(request, approve(s, number, *who, now_ms()));
    return {};
  }));
  if (context.json) {
    context.print(request_json(request));
  } else {
    context.line(context.text("users.approved", {std::to_string(number), request.asked_by, request.about}));
  }
  return {};
}

}  // namespace

void add_requests(Command app, HubContext& context) {
  auto number = std::make_shared<std::uint64_t>(0);
  auto command = app.add_command("approve", "confirm, as the second person, what another one asked for");
  command.add_option("NUMBER", *number, "from requests list").required();
  command.on_chosen(
      [&context, number] { context.command = [&context, number] { return approve_one(context, *number); }; });
  auto requests = app.add_command("requests", "what takes a second person");
  requests.require_command();
  requests.add_command("list", "those of the last 24 hours").on_chosen([&context] {
    context.command = [&context] { return list(context); };
  });
}

}  // namespace minsync

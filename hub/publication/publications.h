// Results of a year that are published (公布): prepared by one person, confirmed by another, from then on frozen under
// a number. In the caller's transaction; the audit log is the caller's business, `audit_details` has what it says.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "hub/ingest/ingest.h"
#include "hub/storage/publications.h"
#include "hub/users/two_persons.h"

namespace minsync {

struct Publication {
  PublicationNumber number;
  nlohmann::json document;  // DESIGN.md
  Digest hash{};            // of its canonical bytes
};

// "2016-1"; nothing for anything else.
std::string number_text(const PublicationNumber& number);
std::optional<PublicationNumber> read_publication_number(std::string_view text);

// What would be published of the year: as of its last day, or of `today` while it lasts. In a read snapshot. Fault:
// bad_input, there are no targets of that year.
Result<nlohmann::json> current_content(HubStore& store, const IngestContext& context, std::int32_t year,
                                       std::int32_t today);
// SHA-256 of its canonical bytes: what somebody looked at.
std::string content_hash(const nlohmann::json& content);

// A document without a number: of a preview, or of what waits for the second person. With what differs from the last
// publication of that year.
Result<nlohmann::json> draft_document(HubStore& store, const nlohmann::json& content,
                                      const std::optional<Request>& request);

// Asks for a second person. Faults: not_allowed, `by` may not; bad_input, the last publication says the same; partial,
// he asked for exactly this already, and nobody has confirmed it.
Result<Request> prepare_publication(HubStore& store, const nlohmann::json& content, const User& by,
                                    std::int64_t now_ms);
// What waits. Nothing if the request is of something else, is done or expired, or is none.
Result<std::optional<nlohmann::json>> waiting_draft(HubStore& store, std::uint64_t request, std::int64_t now_ms);
// Whether `approve` is to come here.
Result<bool> is_publication_request(HubStore& store, std::uint64_t request);
// Publishes what was prepared under that request, and nothing else, whatever changed since. Faults: as of approve, and
// bad_input if another publication has said the same meanwhile.
Result<Publication> confirm_publication(HubStore& store, std::uint64_t request, const User& by, std::int64_t now_ms);
// While the hub has no persons yet.
Result<Publication> publish_alone(HubStore& store, const nlohmann::json& content, std::int64_t now_ms);
std::vector<std::string> audit_details(const Publication& publication);

// FaultKind::integrity for one that is not as it was published.
Result<std::optional<Publication>> find_publication(HubStore& store, const PublicationNumber& number);
Result<std::optional<Publication>> last_publication(HubStore& store, std::int32_t year);
// Of one year, or of all (0), ascending.
Result<std::vector<Publication>> all_publications(HubStore& store, std::int32_t year);
// Numbers without gaps, each as it was published, leading on from the one before and standing in the audit log. Says
// how many there are. In a read snapshot. Fault: integrity.
Result<std::size_t> check_publications(HubStore& store);

}  // namespace minsync

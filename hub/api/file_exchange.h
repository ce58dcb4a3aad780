// One round of POST /v1/file, in the steps that PROTOCOL.md names: read and verify, find out what the asker may do,
// admit, act, answer. What is stored here are the bytes of files that records refer to (shared/files).
#pragma once

#include <functional>

#include "hub/ingest/ingest.h"
#include "shared/files/content_folder.h"
#include "sync_protocol/file_messages.h"

namespace minsync {

struct FileLimits {
  std::uint64_t largest = 20u << 20;  // of one file
  std::uint64_t a_day = 200u << 20;   // taken from one device on one day (UTC)
};

// Where a hub's folder keeps them.
std::string files_folder(const std::string& folder);

struct VerifiedFileRequest {
  Device device;
  FileRequest message;
  std::uint64_t hash = 0;      // of the whole body
  std::vector<bool> referred;  // for each file: a record that the device may see refers to it
};

// Decodes, finds the device, verifies the signature and looks into the records. Faults as of read_sync_request.
Result<VerifiedFileRequest> read_file_request(HubStore& store, const IngestContext& context, const std::string& body);

// Inside the write transaction: remembers the counter, and counts `bytes` for the day; false if they are too many, and
// nothing is counted. Fault: a number that was used already, or a life of the device's data that the hub does not know.
Result<bool> admit_file_request(HubStore& store, const VerifiedFileRequest& request, std::uint64_t bytes,
                                const FileLimits& limits, std::int64_t now_ms);

// What a put would add now: nothing where the file is here already, may not be, or the piece begins elsewhere.
std::uint64_t bytes_to_take(const ContentFolder& folder, const VerifiedFileRequest& request, const FileLimits& limits);

// After the commit. `within_quota` is what admit_file_request said.
Result<FileAnswer> answer_file_request(const ContentFolder& folder, const VerifiedFileRequest& request,
                                       const FileLimits& limits, bool within_quota);

// Every file that a record here refers to, each once, and how large it says the file is.
Status each_file(HubStore& store, const FormCatalogue& forms, const std::function<void(const NamedFile&)>& visit);

}  // namespace minsync

#include "hub/api/file_exchange.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

#include "hub/api/device_keys.h"
#include "hub/ingest/rights.h"
#include "hub/ingest/scope.h"
#include "shared/forms/file_reference.h"

namespace minsync {
namespace {

constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;
constexpr std::int64_t kRepeatedWithinMs = 10 * 60 * 1000;

// Who had the record once may supply what he attached to it then. Of a removed record nobody is asked for files: who
// reads it is told if it turns out to live, and offers them then. Who does not read it any more would never be told.
Result<bool> is_open_to(HubStore& store, const IngestContext& context, const VerifiedFileRequest& request,
                        const StoredRecord& record) {
  const Scope scope(context.divisions, request.device);
  const auto& state = record.state;
  if (scope.reads(place_of(context.divisions, state.unit))) return !record.deleted;
  if (request.message.question == FileQuestion::get) return false;
  MINSYNC_ASSIGN(const auto stays, store.stays(state.id, Version{}));
  return std::ranges::any_of(stays, [&](const Stay& stay) { return scope.owned(stay); });
}

// Also in values that were overwritten or are under review: an office may put them back.
void each_reference(const Form& form, const RecordState& state,
                    const std::function<void(const FileReference&)>& visit) {
  for (const auto& group : state.groups) {
    const GroupRule* rule = form.group(group.number);
    for (std::size_t i = 0; rule != nullptr && i < rule->fields.size(); ++i) {
      if (form.field(rule->fields[i])->type != FieldType::file) continue;
      for (const auto& head : group.heads) {
        const auto* text = i < head.values.size() ? std::get_if<std::string>(&head.values[i]) : nullptr;
        if (text == nullptr) continue;
        if (const auto reference = parse_file_reference(*text)) visit(*reference);
      }
    }
  }
}

Result<bool> is_referred(HubStore& store, const IngestContext& context, const VerifiedFileRequest& request,
                         const NamedFile& file) {
  MINSYNC_ASSIGN(const Form* form, store.records().form_of(file.record));
  if (form == nullptr || !sees_form(request.device, form->name)) return false;
  MINSYNC_ASSIGN(const auto record, store.records().load(*form, file.record));
  if (!record) return false;
  MINSYNC_ASSIGN(const bool open, is_open_to(store, context, request, *record));
  if (!open) return false;
  bool found = false;
  each_reference(*form, record->state, [&](const FileReference& reference) {
    found = found || (reference.hash == file.hash && reference.size == file.size);
  });
  return found;
}

// What was taken from the device on this day: "DAY BYTES".
std::string quota_key(DeviceId device) {
  return "files_taken " + device.value.text();
}

Result<std::uint64_t> taken_on(HubStore& store, DeviceId device, std::int64_t day) {
  MINSYNC_ASSIGN(const auto text, store.setting(quota_key(device)));
  const auto blank = text.find(' ');
  if (blank == std::string::npos || text.substr(0, blank) != std::to_string(day)) return std::uint64_t{0};
  std::uint64_t bytes = 0;
  std::from_chars(text.data() + blank + 1, text.data() + text.size(), bytes);
  return bytes;
}

std::string source_of(const Device& device) {
  return device.id.value.text();
}

FileState refused(std::string reason, std::vector<std::string> args) {
  return {FileStanding::refused, 0, std::move(reason), std::move(args)};
}

FileState state_of(const ContentFolder& folder, const VerifiedFileRequest& request, std::size_t index,
                   const FileLimits& limits) {
  const auto& file = request.message.files[index];
  if (!request.referred[index]) return {};
  if (folder.size_of(file.hash) == file.size) return {FileStanding::complete, file.size, {}, {}};
  if (file.size > limits.largest) return refused("hub.file_over_limit", {std::to_string(limits.largest)});
  return {FileStanding::partly, folder.arrived(file.hash, source_of(request.device)), {}, {}};
}

Result<FileState> put(const ContentFolder& folder, const VerifiedFileRequest& request, FileState state) {
  const auto& message = request.message;
  const auto& file = message.files.front();
  const auto source = source_of(request.device);
  MINSYNC_ASSIGN(state.arrived, folder.append(file.hash, source, message.offset, message.bytes));
  if (state.arrived != file.size) return state;
  const auto finished = folder.finish(file.hash, source);
  if (finished) return FileState{FileStanding::complete, file.size, {}, {}};
  if (finished.error().kind != FaultKind::integrity) return fail(finished.error());
  return refused("hub.file_wrong_content", {});
}

}  // namespace

std::string files_folder(const std::string& folder) {
  return (std::filesystem::path(folder) / "files").string();
}

Result<VerifiedFileRequest> read_file_request(HubStore& store, const IngestContext& context, const std::string& body) {
  if (body.size() <= kSignatureSize) return fail(FaultKind::bad_input, "hub.request_malformed");
  const auto message = std::string_view(body).substr(0, body.size() - kSignatureSize);
  VerifiedFileRequest request;
  MINSYNC_ASSIGN(request.message, decode_file_request(message));
  MINSYNC_ASSIGN(auto device, store.find_device(request.message.device));
  if (!device) return fail(FaultKind::not_allowed, "hub.device_unknown");
  request.device = std::move(*device);
  MINSYNC_TRY(key_in_use(store, request.device, message, std::string_view(body).substr(message.size())));
  const auto hash = sha256(body);
  for (std::size_t i = 0; i < 8; ++i) request.hash = request.hash << 8 | hash[i];
  for (const auto& file : request.message.files) {
    MINSYNC_ASSIGN(const bool referred, is_referred(store, context, request, file));
    request.referred.push_back(referred);
  }
  return request;
}

Result<bool> admit_file_request(HubStore& store, const VerifiedFileRequest& request, std::uint64_t bytes,
                                const FileLimits& limits, std::int64_t now_ms) {
  const auto& message = request.message;
  MINSYNC_ASSIGN(const auto device, still_in_use(store, request.device));
  // A copy of the device's data is found out by its edits and requests for records, which come before its files.
  MINSYNC_ASSIGN(const auto life, store.life(device.id, message.incarnation));
  const bool same = life && message.counter == life->counter && request.hash == life->request &&
                    now_ms - life->at_ms <= kRepeatedWithinMs;
  if (!life || life->spent || (message.counter <= life->counter && !same)) {
    return fail(FaultKind::not_allowed, "hub.file_request_late");
  }
  MINSYNC_TRY(store.put_life(device.id, message.incarnation, {message.counter, life->spent, request.hash, now_ms}));
  if (bytes == 0) return true;
  const auto day = now_ms / kDayMs;
  MINSYNC_ASSIGN(const auto taken, taken_on(store, device.id, day));
  if (taken + bytes > limits.a_day) return false;
  MINSYNC_TRY(store.set_setting(quota_key(device.id), std::to_string(day) + " " + std::to_string(taken + bytes)));
  return true;
}

std::uint64_t bytes_to_take(const ContentFolder& folder, const VerifiedFileRequest& request, const FileLimits& limits) {
  const auto& message = request.message;
  if (message.question != FileQuestion::put) return 0;
  const auto state = state_of(folder, request, 0, limits);
  return state.standing == FileStanding::partly && state.arrived == message.offset ? message.bytes.size() : 0;
}

Result<FileAnswer> answer_file_request(const ContentFolder& folder, const VerifiedFileRequest& request,
                                       const FileLimits& limits, bool within_quota) {
  const auto& message = request.message;
  FileAnswer answer;
  answer.counter = message.counter;
  for (std::size_t i = 0; i < message.files.size(); ++i) {
    answer.files.push_back(state_of(folder, request, i, limits));
  }
  auto& state = answer.files.front();
  if (message.question == FileQuestion::put && state.standing == FileStanding::partly) {
    if (within_quota) {
      MINSYNC_ASSIGN(state, put(folder, request, std::move(state)));
    } else {
      state.standing = FileStanding::refused;
      state.reason = "hub.file_quota";
      state.args = {std::to_string(limits.a_day)};
    }
  }
  if (message.question == FileQuestion::get && state.standing == FileStanding::complete) {
    MINSYNC_ASSIGN(answer.bytes, folder.read(message.files.front().hash, message.offset, message.limit));
  }
  return answer;
}

Status each_file(HubStore& store, const FormCatalogue& forms, const std::function<void(const NamedFile&)>& visit) {
  std::set<std::pair<ContentHash, std::uint64_t>> seen;
  for (const auto& form : forms.forms()) {
    const bool holds_files =
        std::ranges::any_of(form->fields, [](const Field& field) { return field.type == FieldType::file; });
    if (!holds_files) continue;
    MINSYNC_TRY(store.records().scan(*form, std::nullopt, [&](StoredRecord& record) -> Result<bool> {
      if (record.deleted) return true;
      each_reference(*form, record.state, [&](const FileReference& reference) {
        if (!seen.emplace(reference.hash, reference.size).second) return;
        visit({reference.hash, reference.size, record.state.id});
      });
      return true;
    }));
  }
  return {};
}

}  // namespace minsync

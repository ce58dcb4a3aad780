#include "shared/uploads/kept_uploads.h"

#include <algorithm>

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

constexpr std::size_t kNameDigits = 32;

}  // namespace

std::string upload_name(std::string_view body) {
  return hex(sha256(body)).substr(0, kNameDigits);
}

bool is_upload_name(std::string_view text) {
  return text.size() == kNameDigits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

KeptUploads::Upload* KeptUploads::of(const Ticket& ticket) {
  const auto found = uploads_.find(ticket.name);
  return found == uploads_.end() || found->second.writer != ticket.number ? nullptr : &found->second;
}

std::size_t KeptUploads::kept(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(name);
  return found == uploads_.end() ? 0 : found->second.bytes.size();
}

std::optional<KeptUploads::Ticket> KeptUploads::begin(const std::string& name, std::size_t offset,
                                                      Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  const auto found = uploads_.find(name);
  if (offset > (found == uploads_.end() ? 0 : found->second.bytes.size())) return std::nullopt;
  Upload& upload = found == uploads_.end() ? uploads_[name] : found->second;
  upload.bytes.resize(offset);
  upload.idle = false;
  upload.broke = upload.broke || offset > 0;
  upload.writer = ++last_writer_;
  return Ticket{name, upload.writer};
}

void KeptUploads::expect(const Ticket& ticket, std::size_t more) {
  const std::lock_guard lock(mutex_);
  if (Upload* upload = of(ticket)) upload->bytes.reserve(upload->bytes.size() + more);
}

void KeptUploads::append(const Ticket& ticket, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (Upload* upload = of(ticket)) upload->bytes += bytes;
}

void KeptUploads::rest(Upload& upload, Clock::time_point now) {
  upload.idle = true;
  upload.since = now;
  forget_old(now);
}

void KeptUploads::pause(const Ticket& ticket, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (Upload* upload = of(ticket)) rest(*upload, now);
}

std::optional<std::string> KeptUploads::finish(const Ticket& ticket, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  Upload* upload = of(ticket);
  if (upload == nullptr) return std::nullopt;
  std::optional<std::string> body;
  if (upload_name(upload->bytes) == ticket.name) {
    if (upload->broke) {
      body = upload->bytes;
      rest(*upload, now);
      return body;
    }
    body = std::move(upload->bytes);
  }
  uploads_.erase(ticket.name);
  return body;
}

void KeptUploads::forget_old(Clock::time_point now) {
  std::size_t bytes = 0;
  std::erase_if(uploads_,
                [&](const auto& each) { return each.second.idle && now - each.second.since > limits_.idle_time; });
  for (const auto& [name, upload] : uploads_) bytes += upload.idle ? upload.bytes.size() : 0;
  while (bytes > limits_.idle_bytes) {
    const auto oldest = std::min_element(uploads_.begin(), uploads_.end(), [](const auto& a, const auto& b) {
      return std::pair(!a.second.idle, a.second.since) < std::pair(!b.second.idle, b.second.since);
    });
    bytes -= oldest->second.bytes.size();
    uploads_.erase(oldest);
  }
}

}  // namespace minsync

#include "client/cli/kept_bodies.h"

#include <fmt/format.h>

#include <fstream>
#include <utility>

namespace minsync {
namespace {

class KeptBodies : public Transport {
 public:
  KeptBodies(std::unique_ptr<Transport> transport, std::filesystem::path folder)
      : transport_(std::move(transport)), folder_(std::move(folder)) {}

  Result<HttpAnswer> post(const std::string& path, const std::string& content_type, std::string body,
                          std::size_t max_answer_bytes) override {
    ++count_;
    MINSYNC_TRY(write("request", body));
    MINSYNC_ASSIGN(auto answer, transport_->post(path, content_type, std::move(body), max_answer_bytes));
    MINSYNC_TRY(write("answer", answer.body));
    return answer;
  }
  TransferTotals totals() const override { return transport_->totals(); }

 private:
  Status write(std::string_view what, const std::string& body) const {
    const auto path = folder_ / fmt::format("{:04}-{}.bin", count_, what);
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    if (file.write(body.data(), static_cast<std::streamsize>(body.size())).flush()) return {};
    return fail(FaultKind::failed, "client.cannot_keep", {path.string()});
  }

  std::unique_ptr<Transport> transport_;
  std::filesystem::path folder_;
  int count_ = 0;
};

}  // namespace

Result<std::unique_ptr<Transport>> keep_bodies(std::unique_ptr<Transport> transport,
                                               const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  if (error) return fail(FaultKind::failed, "client.cannot_keep", {folder.string()});
  return std::unique_ptr<Transport>(std::make_unique<KeptBodies>(std::move(transport), folder));
}

}  // namespace minsync

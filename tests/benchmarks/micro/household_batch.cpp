#include "tests/benchmarks/micro/household_batch.h"

#include <cstdlib>

#include "sync_protocol/codec/codec.h"

namespace minsync::bench {
namespace {

constexpr std::size_t kEdits = 1'000;

HouseholdBatch make() {
  const char* file = std::getenv("MINSYNC_BENCH_ROWS");
  if (file == nullptr) peer::stop("MINSYNC_BENCH_ROWS names no file");
  auto rows = peer::read_rows(file);
  rows.resize(std::min(rows.size(), kEdits));
  const ScratchFolder folder;
  if (!create_hub_store(folder.path(), forms())) peer::stop("no store could be made");
  const auto store = open_hub_store(folder.path(), forms());
  if (!store) peer::stop("no store could be opened");
  auto made = BatchMaker(**store, forms(), 1).creations(rows, kEdits).front();
  auto batch = decode_batch(std::string_view(made.bytes).substr(0, made.bytes.size() - kSignatureSize));
  if (!batch) peer::stop("the batch cannot be read");
  return {std::move(made.bytes), std::move(made.device), std::move(*batch)};
}

}  // namespace

const HouseholdBatch& household_batch() {
  static const HouseholdBatch made = make();
  return made;
}

const FormCatalogue& forms() {
  static const auto loaded = FormCatalogue::load();
  return *loaded;
}

const Form& household_form() {
  return *forms().find("dibao_household");
}

ScratchFolder::ScratchFolder()
    : path_(std::filesystem::temp_directory_path() / ("minsync-micro-" + hex(random_bytes<8>()))) {
  std::filesystem::create_directories(path_);
}

ScratchFolder::~ScratchFolder() {
  std::filesystem::remove_all(path_);
}

}  // namespace minsync::bench

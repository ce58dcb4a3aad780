// One batch of 1,000 creations of the workload, for what is measured alone.
#pragma once

#include <filesystem>

#include "sync_protocol/messages.h"
#include "tests/benchmarks/ingest/made_batches.h"

namespace minsync::bench {

// Reads the workload's rows from the file that MINSYNC_BENCH_ROWS names.
struct HouseholdBatch {
  std::string bytes;  // signed
  Device device;
  Batch batch;
};
const HouseholdBatch& household_batch();
const FormCatalogue& forms();
const Form& household_form();

// A new folder under the one for temporary files; gone at the end.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace minsync::bench

// A CSV file imported into an office's store, without writing. The first byte says into which form and how.
#include "client/exchange/entry_rules.h"
#include "client/exchange/record_import.h"
#include "tests/fuzz/client_world.h"
#include "tests/fuzz/fuzz.h"

namespace minsync::fuzz {
namespace {

constexpr std::uint64_t kNow = 1'480'000'000'000;
constexpr std::uint8_t kAccept = 0x80;

}  // namespace

void run(std::string_view input) {
  auto& world = ClientWorld::get();
  const auto [choice, bytes] = split_choice(input);
  const Form& form = (choice & 1) == 0 ? world.household_form() : world.member_form();
  ImportOptions options;
  options.dry_run = true;
  options.now_ms = kNow;
  options.context = check_context(17'000, Language::zh);
  if ((choice & kAccept) != 0) options.accept_with = "核实";
  const auto report = import_records(world.store(), form, world.folder().write("in.csv", bytes), options);
  if (!report) return;
  require(report->created + report->changed + report->unchanged <= report->rows, "a row is counted once");
  require(report->faults.size() <= report->fault_count, "every fault that is listed is counted");
}

}  // namespace minsync::fuzz

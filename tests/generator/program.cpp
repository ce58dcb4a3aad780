#include "tests/generator/program.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "shared/text/text.h"
#include "tests/generator/csv.h"
#include "tests/generator/sample.h"

namespace minsync {
namespace {

struct Options {
  SampleRequest request;
  std::string households_file, members_file;
};

int told(const Fault& fault) {
  if (fault.kind == FaultKind::usage)
    std::cerr << "--share goes from 0 to 1, --count from 0 to 150000 for each township (数量超出范围)\n";
  else
    std::cerr << say(choose_language(""), fault) << '\n';
  return static_cast<int>(fault.kind);
}

bool complete(std::ofstream& file, const std::string& name) {
  file.close();
  if (file) return true;
  std::cerr << name << ": not written (无法写入)\n";
  return false;
}

int write_files(const Options& options) {
  const bool with_members = !options.members_file.empty();
  std::ofstream households(options.households_file, std::ios::binary), members;
  if (with_members) members.open(options.members_file, std::ios::binary);
  write_household_header(households);
  write_member_header(members);
  std::int64_t count = 0, insured = 0;
  const auto take = [&](const SampleHousehold& household) {
    write_household(households, household);
    if (with_members) write_members(members, household);
    ++count;
    insured += household.insured_count;
  };
  if (const auto done = generate_sample(Divisions::built_in(), options.request, take); !done) return told(done.error());
  if (!complete(households, options.households_file)) return 1;
  if (with_members && !complete(members, options.members_file)) return 1;
  std::cerr << count << " households, " << insured << " insured persons (generated sample data, 示例数据)\n";
  return 0;
}

void add_households(CLI::App& app, Options& options) {
  auto& request = options.request;
  auto* const command = app.add_subcommand("households", "Sample dibao households and members as CSV (低保示例数据)");
  command->add_option("--seed", request.seed, "The same seed gives the same data")->capture_default_str();
  auto* const share = command->add_option("--share", request.share, "Part of each county's households, 0 to 1");
  share->capture_default_str();
  command->add_option("--city", request.city, "330100, 330500 or 330800")->capture_default_str();
  command->add_option("--org", request.org, "Only this county, township or village (code)");
  command->add_option("--count", request.count, "This many instead of a share")->excludes(share);
  command->add_option("-o,--output", options.households_file, "CSV file for the households")->required();
  command->add_option("--members", options.members_file, "CSV file for their members");
}

}  // namespace

int run_generator(int argc, char** argv) {
  CLI::App app{"Generated sample data (示例数据): no person in it exists.\n由程序生成的示例数据,其中的人员均为虚构。"};
  app.require_subcommand(1);
  Options options;
  add_households(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(FaultKind::usage);
  }
  // Before a file is touched.
  if (const auto plan = plan_sample(Divisions::built_in(), options.request); !plan) return told(plan.error());
  return write_files(options);
}

}  // namespace minsync

#include <iostream>
#include <string>

#include "shared/process/confined.h"
#include "tests/benchmarks/ingest/measures.h"

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: bench_ingest hub FOLDER | plain DATABASE, then LINES RECORDS EDITS\n";
    return 2;
  }
  minsync::keep_freed_memory();  // as the hub does
  minsync::share_freed_memory();
  const minsync::bench::Load load{argv[3], std::stoul(argv[4]), std::stoul(argv[5])};
  std::string(argv[1]) == "hub" ? minsync::bench::measure_ingest(argv[2], load)
                                : minsync::bench::measure_plain(argv[2], load);
  return 0;
}

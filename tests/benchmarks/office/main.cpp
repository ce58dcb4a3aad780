#include <csignal>
#include <iostream>

#include "tests/benchmarks/office/kept_line.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  if (argc == 3) return minsync::bench::keep_line(argv[1], argv[2]);
  std::cerr << "usage: bench_office DATA URL\n";
  return 2;
}

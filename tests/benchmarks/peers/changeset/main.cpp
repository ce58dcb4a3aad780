#include <iostream>
#include <string>

#include "tests/benchmarks/peers/changeset/office.h"
#include "tests/benchmarks/peers/changeset/receiver.h"

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "serve" && argc == 3) {
    minsync::peer::serve(argv[2]);
  } else if (mode == "office" && argc == 4) {
    minsync::peer::work(argv[2], argv[3]);
  } else {
    std::cerr << "usage: bench_peer_changeset serve DATABASE | office DATABASE URL\n";
    return 2;
  }
  return 0;
}

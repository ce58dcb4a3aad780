#include "tests/simulation/program.h"

int main(int argc, char** argv) {
  return minsync::simulation::run_program(argc, argv);
}

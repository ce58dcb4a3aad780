#include "tests/generator/program.h"

int main(int argc, char** argv) {
  return minsync::run_generator(argc, argv);
}

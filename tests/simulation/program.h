// The command line of minsync-simulate.
#pragma once

namespace minsync::simulation {

int run_program(int argc, char** argv);

}  // namespace minsync::simulation

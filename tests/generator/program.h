#pragma once

namespace minsync {

// The program minsync-generate; returns its exit code.
int run_generator(int argc, char** argv);

}  // namespace minsync

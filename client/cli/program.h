#pragma once

#include <atomic>

namespace minsync {

// The program minsync: reads the command line, runs one command, gives its exit code (PRODUCT.md lists them).
int run_client(int argc, char** argv, const std::atomic<bool>& cancel);

}  // namespace minsync

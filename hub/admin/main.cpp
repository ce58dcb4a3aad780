#include "hub/admin/context.h"
#include "shared/process/confined.h"

int main(int argc, char** argv) {
  minsync::leave_no_core();
  minsync::keep_freed_memory();
  minsync::share_freed_memory();
  return minsync::run_hub(argc, argv);
}

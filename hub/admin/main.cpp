#include "hub/admin/context.h"
#include "shared/http/http_server.h"

int main(int argc, char** argv) {
  minsync::initialise_http();
  return minsync::run_hub(argc, argv);
}

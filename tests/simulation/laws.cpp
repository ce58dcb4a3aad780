#include "tests/simulation/laws.h"

namespace minsync::simulation {

void check_laws(World& world) {
  if (world.violation()) return;
  JournalView view;
  world.broken(read_journal(world, view));
  if (world.violation()) return;
  check_edits(world, view);
  check_merges(world, view);
  check_approvals(world, view);
  check_forms(world);
  check_replay(world, view);
  check_rebuild(world);
  check_watermarks(world);
  check_stamps(world, view);
  check_hub_tables(world, view);
  check_replicas(world);
  check_outboxes(world, view);
  check_copies(world);
  check_files(world);
}

}  // namespace minsync::simulation

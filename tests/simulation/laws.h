// What must hold at the end of every story. README.md lists the laws.
#pragma once

#include "tests/simulation/journal_view.h"

namespace minsync::simulation {

// All of them; the first that is broken is the world's violation.
void check_laws(World& world);

// laws_edits.cpp: every edit once, receipts, copies told.
void check_edits(World& world, const JournalView& view);
void check_outboxes(World& world, const JournalView& view);
void check_copies(World& world);
// laws_merge.cpp: the rules of MERGE.md over whole sets.
void check_merges(World& world, const JournalView& view);
// laws_approval.cpp: closed records.
void check_approvals(World& world, const JournalView& view);
// laws_forms.cpp: forms that changed.
void check_forms(World& world);
// laws_files.cpp: files that records refer to.
void check_files(World& world);
// laws_stores.cpp: replicas, scope, feed, received ranges, replay.
void check_replicas(World& world);
// Before the last old programs are replaced.
void check_old_programs(World& world);
void check_hub_tables(World& world, const JournalView& view);
void check_replay(World& world, const JournalView& view);
// All that follows from the journal, as `rebuild --verify` makes it anew.
void check_rebuild(World& world);
// Nobody is told of a backup that was not made.
void check_watermarks(World& world);
void check_stamps(World& world, const JournalView& view);

}  // namespace minsync::simulation

// How many edits a second the hub takes in, and how many rows plain SQLite writes.
#pragma once

#include <string>

namespace minsync::bench {

struct Load {
  std::string lines;        // NDJSON of the workload; taken again and again until `records` are made
  std::size_t records = 0;  // to be created
  std::size_t edits = 0;    // then, of random records
};

// Into the store of a hub's folder, sealed or not as it is: batches of 1,000 edits are verified and decoded by many
// threads and merged, journaled, fed and receipted by the one writer. Prints a line of JSON.
void measure_ingest(const std::string& hub, const Load& load);

// The same rows into a plain typed table, 10,000 a transaction.
void measure_plain(const std::string& database, const Load& load);

}  // namespace minsync::bench

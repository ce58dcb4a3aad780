// What must hold in a store at any time, however its process ended.
#pragma once

#include <string>

#include "client/store/client_store.h"
#include "hub/storage/hub_store.h"

namespace minsync {

// The file is sound; every edit in the outbox has its record, every record that the hub does not know has its edit; no
// number was given twice and none is left to be given again.
Status check_client(ClientStore& store);

// The file is sound; the journal verifies; every edit that was receipted is in the journal and the other way round;
// every record stands once in the feed, at its version.
Status check_hub(HubStore& store, const FormCatalogue& forms);

// All rows of all tables; empty if the file cannot be read.
std::string read_tables(const std::string& path);

}  // namespace minsync

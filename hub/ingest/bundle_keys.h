// Which computers of counties bundles are sealed for, told to all offices.
#pragma once

#include "hub/ingest/own_edits.h"

namespace minsync {

// Makes the records of the form bundle_key say what the devices say; in the transaction that changed these. Where
// nothing changed, nothing is written.
Status publish_bundle_keys(HubStore& store, const IngestContext& context, const HubIdentity& hub);

}  // namespace minsync

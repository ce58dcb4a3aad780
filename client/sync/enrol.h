// The first contact: a code from the bureau becomes a device with a key and a store of its own.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "client/store/client_store.h"

namespace minsync {

// Makes the device's key in `folder` (or uses the one of an attempt whose answer was lost), asks the hub that the code
// names, or the one at `address_override` (https://host:port) if not empty, and writes the store. `seal` is called when
// the folder is there and nothing is in it. Faults: not_allowed (code mistyped, unknown, expired, used; other key),
// unreachable, usage (already enrolled).
Result<Enrolment> enrol(const std::string& folder, const std::string& code, const FormCatalogue& forms,
                        const std::string& address_override, const std::atomic<bool>& cancel,
                        const std::function<Status()>& seal = {});

// The same data once more, with a new key: after its device was revoked, its key was lost, or the hub lost its record
// of it. Who it is, its records and what it has not sent stay as they are, and what the hub has is compared with the
// next request. Can be repeated with the same code when it broke off. Faults as above, and not_allowed where the code
// is of another office, or the hub knows the device as in use and its key is not here.
Status enrol_again(ClientStore& store, const std::string& code, const std::string& address_override,
                   const std::atomic<bool>& cancel);

}  // namespace minsync

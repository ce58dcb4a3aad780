// The bytes of attached files. Their folders lie on the real disk, as they do not come through SQLite: what the product
// has written there is synced before it counts, so a power loss takes nothing from them.
#pragma once

#include <map>
#include <string>

#include "shared/files/content_folder.h"

namespace minsync::simulation {

// A folder of files as it can be copied and put back: names and bytes.
using ContentImage = std::map<std::string, std::string>;
ContentImage content_in(const std::string& folder);
void put_content(const std::string& folder, const ContentImage& image);

// One of a few, so that offices attach the same.
std::string photo(int number);

}  // namespace minsync::simulation

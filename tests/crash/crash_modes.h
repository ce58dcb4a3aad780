// The ways in which a machine can stop, for tests that try each.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/support/disk/file_image.h"

namespace minsync {

inline auto all_crash_modes() {
  return ::testing::Values(CrashMode::clean, CrashMode::drop_unsynced, CrashMode::torn, CrashMode::torn_in_sector);
}

inline std::string name_of_mode(const ::testing::TestParamInfo<CrashMode>& info) {
  constexpr const char* kNames[] = {"Clean", "DropUnsynced", "Torn", "TornInSector"};
  return kNames[static_cast<int>(info.param)];
}

}  // namespace minsync

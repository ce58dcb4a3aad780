// A folder for a test's CSV files, and a file read to its end.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "client/exchange/csv.h"

namespace minsync {

struct ReadCsv {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
  std::vector<Fault> faults;
};

inline ReadCsv read_all(const std::filesystem::path& path) {
  ReadCsv read;
  auto file = CsvFile::open(path);
  if (!file) {
    read.faults.push_back(file.error());
    return read;
  }
  read.header = file->header();
  while (true) {
    CsvRow row;
    const auto got = file->next(row);
    if (!got) {
      read.faults.push_back(got.error());
    } else if (*got) {
      read.rows.push_back(std::move(row));
    } else {
      return read;
    }
  }
}

inline std::string only_fault(const std::filesystem::path& path) {
  const auto read = read_all(path);
  return read.faults.size() == 1 ? read.faults[0].id : std::to_string(read.faults.size()) + " faults";
}

class CsvFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "minsync_csv_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path save(const std::string& bytes) const {
    const auto path = folder_ / "file.csv";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    return path;
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace minsync

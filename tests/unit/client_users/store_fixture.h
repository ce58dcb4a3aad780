// An enrolled office's store in a temporary folder, unsealed.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "client/store/client_store.h"
#include "shared/divisions/divisions.h"

namespace minsync {

class StoreFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("minsync-users-" + hex(random_bytes<8>()));
    std::filesystem::create_directories(folder_);
    Enrolment enrolment;
    enrolment.device = DeviceId{Uuid::version7(1, {7})};
    enrolment.unit = *Divisions::built_in().get_code("330106");
    enrolment.role = Role::county;
    ASSERT_TRUE(ClientStore::create(folder_.string(), forms_, enrolment));
    open();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  // As the next process finds it.
  void open() {
    store_.reset();
    store_ = std::move(*ClientStore::open(folder_.string(), forms_));
  }
  Database& database() { return store_->database(); }

  FormCatalogue forms_ = *FormCatalogue::load();
  std::filesystem::path folder_;
  std::unique_ptr<ClientStore> store_;
};

template <typename T>
std::string fault_of(const Result<T>& result) {
  return result ? std::string() : result.error().id;
}

}  // namespace minsync

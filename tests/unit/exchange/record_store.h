// A county's store in a folder of its own, files to import into it, and what is in it afterwards.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "client/exchange/entry_rules.h"
#include "client/exchange/record_export.h"
#include "client/exchange/record_import.h"
#include "client/store/local_edits.h"
#include "shared/divisions/divisions.h"
#include "shared/identity/identity.h"

namespace minsync {

inline std::string valid_id(int serial) {
  char first[18];
  std::snprintf(first, sizeof first, "33010619700101%03d", serial);
  return std::string(first) + id_check_digit(first);
}

class RecordStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("records_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    auto forms = FormCatalogue::load();
    ASSERT_TRUE(forms);
    forms_ = std::make_unique<FormCatalogue>(std::move(*forms));
    Enrolment enrolment;
    enrolment.device = DeviceId{Uuid::version7(1'460'000'000'000, {7})};
    enrolment.unit = *Divisions::built_in().get_code("330106");
    enrolment.role = Role::county;
    ASSERT_TRUE(ClientStore::create(folder_.string(), *forms_, enrolment));
    auto store = ClientStore::open(folder_.string(), *forms_);
    ASSERT_TRUE(store);
    store_ = std::move(*store);
    household_ = forms_->find("dibao_household");
    member_ = forms_->find("dibao_member");
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::filesystem::path file(const std::string& text, const std::string& name = "in.csv") {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::string text_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  ImportReport import(const Form& form, const std::filesystem::path& path, ImportOptions options = {}) {
    options.now_ms = now_ms_ += 1000;
    options.context = check_context(17000, Language::en);
    auto report = import_records(*store_, form, path, options);
    EXPECT_TRUE(report) << (report ? "" : say(Language::en, report.error()));
    return report ? *report : ImportReport{};
  }
  ImportReport import(const std::string& text, ImportOptions options = {}) {
    return import(*household_, file(text), options);
  }

  std::vector<StoredRecord> records(const Form& form) {
    std::vector<StoredRecord> found;
    EXPECT_TRUE(store_->records().scan(form, {}, [&](StoredRecord& record) -> Result<bool> {
      if (!record.deleted) found.push_back(record);
      return true;
    }));
    return found;
  }
  std::string shown(const Form& form, const StoredRecord& record, const char* field) {
    const auto found = record.shown.find(form.field(field)->number);
    return found == record.shown.end() ? "" : format_value(*form.field(field), found->second);
  }
  std::int64_t pending() { return *store_->count_outbox(OutboxState::pending); }
  void edit(const Form& form, RecordId id, const FieldValues& values) {
    auto transaction = Transaction::begin(store_->database());
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(LocalEdits(*store_, now_ms_ += 1000).change(form, id, values, ""));
    ASSERT_TRUE(transaction->commit());
  }

  std::filesystem::path folder_;
  std::unique_ptr<FormCatalogue> forms_;
  std::unique_ptr<ClientStore> store_;
  const Form* household_ = nullptr;
  const Form* member_ = nullptr;
  std::uint64_t now_ms_ = 1'465'000'000'000;
};

}  // namespace minsync

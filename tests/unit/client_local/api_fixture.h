// The local page's server of a county's office, asked without a line.
#pragma once

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "client/local/local_service.h"
#include "client/store/local_edits.h"
#include "tests/unit/client_users/store_fixture.h"

namespace minsync {

using Document = nlohmann::json;

class ApiTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    serve();
  }
  void serve() {
    service_ = std::make_unique<LocalService>(*store_, keys_, LocalSettings{Language::en, "", 60'000, "c"},
                                              [this] { return now_ms_; });
  }
  void TearDown() override {
    service_.reset();
    StoreFixture::TearDown();
  }
  LocalReply get(const std::string& target) { return service_->answer({"GET", target, {}, {}}); }
  Document read(const std::string& target) { return Document::parse(get(target).body); }
  LocalReply post(const std::string& target, const Document& body) {
    return service_->answer({"POST", target, {}, body.dump()});
  }
  std::string create(const Document& fields) {
    const auto reply = post("/api/record", {{"form", kForm}, {"fields", fields}});
    EXPECT_EQ(reply.status, 201) << reply.body;
    return Document::parse(reply.body).value("id", "");
  }
  static Document household(const std::string& name) {
    return {{"householder", name},
            {"id_number", "11010519491231002X"},
            {"address", "西湖区保俶路1号"},
            {"household_kind", "农村"},
            {"category", "A"},
            {"member_count", 2},
            {"insured_count", "1"},
            {"cause", {"illness", "study"}}};
  }
  std::vector<std::string> found(const std::string& query) {
    std::vector<std::string> names;
    const auto page = read("/api/records/dibao_household?" + query);
    for (const auto& row : page["records"]) {
      names.push_back(row["fields"]["householder"]);
    }
    std::ranges::sort(names);
    return names;
  }

  // As if others had led it there.
  void move(const std::string& id, const std::string& state) {
    const Form& form = **forms_.get(kForm);
    auto transaction = *Transaction::begin(database());
    ASSERT_TRUE(LocalEdits(*store_, now_ms_)
                    .change(form, RecordId{*Uuid::parse(id)}, {{form.workflow->field, FieldValue(state)}}, ""));
    ASSERT_TRUE(transaction.commit());
  }

  static constexpr const char* kForm = "dibao_household";
  std::uint64_t now_ms_ = 1'800'000'000'000;
  LocalKeys keys_;
  std::unique_ptr<LocalService> service_;
};

}  // namespace minsync

// What goes while everything else waits for its time of the day.
#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

constexpr const char* kTown = "330106002000";

class UrgentOnlyTest : public OfficeTest {
 protected:
  void create_event(Office& town) {
    const Form& form = *forms_.find("disaster_event");
    auto transaction = *Transaction::begin(town.store().database());
    ASSERT_TRUE(
        LocalEdits(town.store(), 1'800'000'000'000)
            .create(form, town.store().enrolment().unit, {{form.field("name")->number, std::string("台风")}}, ""));
    ASSERT_TRUE(transaction.commit());
  }
  Result<SyncReport> sync(Office& town) {
    BrokenLine line(*hub_, [] { return Fate::arrives; });
    SyncOptions options;
    options.urgent_only = true;
    const std::atomic<bool> cancel{false};
    return sync_now(town.store(), line, options, cancel, {});
  }
};

TEST_F(UrgentOnlyTest, UrgentFormsGoAndTheOthersStay) {
  Office& town = office(kTown, Role::township);
  town.create({{field("householder"), FieldValue(std::string("张三"))}});
  create_event(town);
  const auto report = sync(town);
  ASSERT_TRUE(report) << report.error().id;
  EXPECT_EQ(report->pushed, 1u);
  EXPECT_FALSE(report->complete);
  EXPECT_EQ(town.waiting_to_send(), 1);
  ASSERT_TRUE(town.sync());
  EXPECT_EQ(town.waiting_to_send(), 0);
}

TEST_F(UrgentOnlyTest, WhereNothingIsUrgentNothingIsSent) {
  Office& town = office(kTown, Role::township);
  town.create({{field("householder"), FieldValue(std::string("张三"))}});
  const auto report = sync(town);
  ASSERT_TRUE(report) << report.error().id;
  EXPECT_EQ(report->pushed, 0u);
  EXPECT_EQ(town.waiting_to_send(), 1);
}

}  // namespace
}  // namespace minsync

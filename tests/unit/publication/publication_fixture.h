// A hub with the targets of Hangzhou 2016 as records, two publishers and a reviewer.
#pragma once

#include <nlohmann/json.hpp>

#include "hub/audit/audit_log.h"
#include "hub/publication/publications.h"
#include "hub/target_records/book_import.h"
#include "hub/target_records/book_records.h"
#include "hub/targets/calendar.h"
#include "hub/users/users.h"
#include "tests/unit/review/hub_fixture.h"

namespace minsync {

class PublicationTest : public review_test::HubTest {
 protected:
  using Json = nlohmann::json;
  static constexpr std::int32_t kYear = 2016;
  static constexpr std::int64_t kNow = review_test::kNowMs;

  void import(const std::string& file) {
    const auto context = this->context();
    const auto stored = read_stored_books(*store_, context, kYear).value();
    const auto book = open_target_book(file, stored, kYear).value();
    write([&](HubStore& s) -> Status {
      MINSYNC_TRY(import_target_book(s, context, *identity_, book, kYear));
      return {};
    });
  }
  static User person(const std::string& name, UserRole role) {
    User user;
    user.name = name;
    user.roles.add(role);
    return user;
  }
  const User fa1_ = person("fa1", UserRole::publisher), fa2_ = person("fa2", UserRole::publisher);
  const User shen_ = person("shen", UserRole::bureau_reviewer), xitong_ = person("xitong", UserRole::system_admin);

  Json content() { return current_content(*store_, context(), kYear, last_day_of(kYear + 1)).value(); }

  std::string prepare(const Json& content, const User& by, std::uint64_t& number, std::int64_t now = kNow) {
    const auto done = run_in_transaction(*store_, [&](HubStore& s) -> Status {
      MINSYNC_ASSIGN(const auto request, prepare_publication(s, content, by, now));
      number = request.number;
      return {};
    });
    return done ? "" : done.error().id;
  }
  std::string confirm(std::uint64_t number, const User& by, std::int64_t now = kNow) {
    const auto done = run_in_transaction(*store_, [&](HubStore& s) -> Status {
      MINSYNC_ASSIGN(const auto made, confirm_publication(s, number, by, now));
      return audit(s, now, {AuditAction::results_published, by.name, number_text(made.number), audit_details(made)});
    });
    return done ? "" : done.error().id;
  }
  // Prepared by one, confirmed by another.
  void publish(const Json& content) {
    std::uint64_t number = 0;
    ASSERT_EQ("", prepare(content, fa1_, number));
    ASSERT_EQ("", confirm(number, shen_));
  }
  Publication published(std::uint32_t number) { return find_publication(*store_, {kYear, number}).value().value(); }
};

}  // namespace minsync

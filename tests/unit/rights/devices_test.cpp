// The matrix of computers: what a code gives, who may be enrolled again, which keys count, and that a revoked computer
// gets nothing by any way.
#include <nlohmann/json.hpp>

#include "hub/api/bundle_in.h"
#include "hub/api/bundle_out.h"
#include "hub/api/late_edits.h"
#include "shared/crypto/key_change.h"
#include "tests/unit/rights/rights_fixture.h"

namespace minsync {
namespace {

class DevicesTest : public RightsTest {
 protected:
  static std::string error_of(const HttpResponse& response) {
    const auto body = nlohmann::json::parse(response.body, nullptr, false);
    return body.is_object() && body.contains("error") ? body["error"]["id"].get<std::string>() : "";
  }

  HttpResponse change_key(const Actor& actor, const PrivateKey& by, const PrivateKey& next) {
    const auto point = next.public_key().point();
    const auto bytes = key_change_bytes(actor.device, point);
    return post("/v1/key", nlohmann::json{{"device", actor.device.value.text()},
                                          {"public_key", base64(point)},
                                          {"signature", base64(by.sign(bytes))},
                                          {"new_signature", base64(next.sign(bytes))}}
                               .dump());
  }

  HttpResponse sync(Actor& by, std::vector<Edit> edits = {}) {
    SyncRequest request;
    if (!edits.empty()) {
      request.batches = {sign_message(by.key, encode_batch({by.device, Incarnation{1}, partition("330106"), edits}))};
    }
    return post("/v1/sync", signed_request(by, request));
  }

  Edit household(Actor& by) { return creation(by, form("dibao_household"), by.office.code); }
  bool is_merged(const Edit& edit) { return stored(form("dibao_household"), edit.record).has_value(); }
  std::uint64_t kept() { return store_->quarantine_size(std::nullopt)->batches; }
};

TEST_F(DevicesTest, ACodeGivesItsUnitRoleAndFormsOnceAndInTime) {
  for (const auto& [name, office] : every_office()) {
    const auto ticket = code(office);
    const auto answer = nlohmann::json::parse(enrol(ticket, PrivateKey::generate()).body);
    EXPECT_EQ(answer.at("org"), office.code);
    EXPECT_EQ(answer.at("role"), role_name(office.role));
    EXPECT_EQ(answer.at("forms"), office.forms);
    EXPECT_EQ(error_of(enrol(ticket, PrivateKey::generate())), "hub.code_used");
    EXPECT_EQ(error_of(enrol(code(office, true), PrivateKey::generate())), "hub.code_expired");
  }
}

TEST_F(DevicesTest, AComputerIsEnrolledAgainByACodeOfItsOfficeIfItsKeyVouchesOrItWasRevoked) {
  const oracle::Office own{"330106002000", Role::township, {}};
  for (const auto& [name, office] : every_office()) {
    for (const bool revoked : {false, true}) {
      for (const bool with_proof : {false, true}) {
        auto& actor = enrolled("former", own);
        if (revoked) revoke(actor);
        const auto ticket = code(office);
        const auto next = PrivateKey::generate();
        const auto response = enrol(ticket, next, &actor, with_proof);
        const bool same = office.code == own.code && office.role == own.role;
        const bool expected = same && (revoked || with_proof);
        EXPECT_EQ(response.status == 200, expected) << name << revoked << with_proof << response.body;
        const auto device = store_->find_device(actor.device)->value();
        EXPECT_EQ(device.public_key == next.public_key().point(), expected);
        EXPECT_EQ(device.revoked, revoked && !expected);
        if (!expected) continue;
        EXPECT_EQ(nlohmann::json::parse(response.body).at("device"), actor.device.value.text());
        EXPECT_EQ(error_of(sync(actor)), "hub.key_replaced") << "the former key counts no more";
        EXPECT_EQ(enrol(ticket, next, &actor).status, 200) << "its answer may have been lost";
      }
    }
  }
}

TEST_F(DevicesTest, AnEndedKeyIsNoNewKey) {
  auto& actor = enrolled("township", {"330106002000", Role::township, {}});
  const auto first = actor.key;
  revoke(actor);
  EXPECT_EQ(error_of(enrol(code(actor.office), first, &actor)), "hub.key_had_before");
  actor.key = PrivateKey::generate();
  ASSERT_EQ(enrol(code(actor.office), actor.key, &actor).status, 200);
  EXPECT_EQ(error_of(change_key(actor, actor.key, first)), "hub.key_had_before");
}

TEST_F(DevicesTest, AKeyIsChangedByThePresentOneAloneAndOnce) {
  auto& actor = enrolled("township", {"330106002000", Role::township, {}});
  const auto first = actor.key, second = PrivateKey::generate(), third = PrivateKey::generate();
  EXPECT_EQ(error_of(change_key(actor, PrivateKey::generate(), second)), "hub.request_signature");
  EXPECT_EQ(change_key(actor, first, second).status, 200);
  EXPECT_EQ(change_key(actor, first, second).status, 200) << "the answer may have been lost";
  EXPECT_EQ(error_of(change_key(actor, first, third)), "hub.key_replaced");
  const auto late = household(actor);
  EXPECT_EQ(error_of(sync(actor, {late})), "hub.key_replaced");
  EXPECT_FALSE(is_merged(late));
  EXPECT_EQ(kept(), 1U);
  actor.key = second;
  EXPECT_EQ(sync(actor, {late}).status, 200);
  EXPECT_TRUE(is_merged(late));
  revoke(actor);
  EXPECT_EQ(error_of(change_key(actor, second, third)), "hub.device_revoked");
}

TEST_F(DevicesTest, ARevokedComputerIsToldNothingAndChangesNothingByAnyWay) {
  auto& actor = enrolled("township", {"330106002000", Role::township, {}});
  auto& county = enrolled("county", {"330106000000", Role::county, {}});
  ASSERT_EQ(sync(actor, {household(actor)}).status, 200);
  const auto first = household(actor), second = household(actor);
  const auto before = signed_request(actor, {});
  revoke(actor);
  EXPECT_EQ(error_of(post("/v1/sync", before)), "hub.device_revoked") << "made before, begun after";
  EXPECT_EQ(error_of(sync(actor, {first})), "hub.device_revoked");
  FileRequest file;
  file.device = actor.device;
  file.incarnation = Incarnation{1};
  file.counter = ++actor.counter;
  file.files = {{{}, 1, {}}};
  EXPECT_EQ(error_of(post("/v1/file", sign_message(actor.key, encode_file_request(file)))), "hub.device_revoked");
  const auto stick = bundle(actor, partition("330106"), {second});
  const auto answer = relayed(county, stick);
  EXPECT_EQ(answer.quarantined, 1U);
  EXPECT_EQ(answer.reply, "");
  EXPECT_EQ(author_of(*store_, open_bundle(stick)->head).error().id, "hub.device_revoked");
  EXPECT_FALSE(is_merged(first) || is_merged(second));
  EXPECT_EQ(kept(), 2U);
}

TEST_F(DevicesTest, WhatComesLateIsBoundedForEachComputer) {
  auto& thief = enrolled("thief", {"330106002000", Role::township, {}});
  auto& other = enrolled("other", {"330106002000", Role::township, {}});
  revoke(thief);
  revoke(other);
  ASSERT_TRUE(run_in_transaction(*store_, [&](HubStore& s) -> Status {
    for (std::uint64_t i = 0; i < kMostLateBatches; ++i) {
      MINSYNC_TRY(s.put_quarantined({0, thief.device, {}, 0, "hub.device_revoked", {}, "x", BatchDigest{i + 1}}));
    }
    return {};
  }));
  EXPECT_EQ(error_of(sync(thief, {household(thief)})), "hub.device_revoked");
  EXPECT_EQ(kept(), kMostLateBatches);
  EXPECT_EQ(error_of(sync(other, {household(other)})), "hub.device_revoked");
  EXPECT_EQ(kept(), kMostLateBatches + 1);
}

TEST_F(DevicesTest, LateEditsThatCameByAnotherWayCountOnce) {
  auto& actor = enrolled("township", {"330106002000", Role::township, {}});
  revoke(actor);
  const auto edit = household(actor);
  EXPECT_EQ(error_of(sync(actor, {edit})), "hub.device_revoked");
  const auto next = PrivateKey::generate();
  ASSERT_EQ(enrol(code(actor.office), next, &actor).status, 200);
  actor.key = next;
  ASSERT_EQ(sync(actor, {edit}).status, 200);
  const auto late = store_->quarantined()->front();
  const auto tag_key = store_->setting("tag_key").value();
  ASSERT_TRUE(run_in_transaction(*store_, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto report, take_late(s, {forms_, Divisions::built_in(), 0, tag_key}, late));
    EXPECT_EQ(report.duplicate, 1U);
    EXPECT_EQ(report.merged, 0U);
    return {};
  }));
  EXPECT_EQ(kept(), 0U);
}

}  // namespace
}  // namespace minsync

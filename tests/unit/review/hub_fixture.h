// A real hub store in a folder of its own, with devices that need no client: their batches are made by hand.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "hub/ingest/committer.h"
#include "hub/ingest/own_edits.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync::review_test {

inline constexpr std::int64_t kNowMs = 1'780'000'000'000;

inline Uuid uuid(std::uint8_t last) {
  Uuid id;
  id.bytes[0] = 1;
  id.bytes[15] = last;
  return id;
}

struct Author {
  Device device;
  std::uint64_t sequence = 0;
};

class HubTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("minsync-review-" + hex(random_bytes<8>()));
    std::filesystem::create_directories(folder_);
    ASSERT_TRUE(create_hub_store(folder_.string(), forms_));
    ASSERT_TRUE(PrivateKey::generate().write_pem((folder_ / "hub.key").string()));
    store_ = open_hub_store(folder_.string(), forms_).value();
    city_ = Divisions::built_in().get_code("330100").value();
    write([&](HubStore& s) -> Status {
      MINSYNC_TRY(s.set_setting("device", uuid(200).text()));
      MINSYNC_TRY(s.set_setting("city", std::to_string(city_.value)));
      return s.set_setting("name", "Bureau");
    });
    identity_.emplace(load_identity(folder_.string(), *store_).value());
    county_ = Divisions::built_in().get_code("330106").value();
    const auto townships = Divisions::built_in().children(county_);
    township_ = townships.front()->id;
    a_ = enrol(1, township_, Role::township);
    b_ = enrol(2, county_, Role::county);
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  Author enrol(std::uint8_t number, UnitId unit, Role role) {
    Author author;
    author.device.id = DeviceId{uuid(number)};
    author.device.name = "pc-" + std::to_string(number);
    author.device.unit = unit;
    author.device.role = role;
    author.device.public_key = PrivateKey::generate().public_key().point();
    write([&](HubStore& s) { return s.add_device(author.device); });
    return author;
  }

  void write(const Committer::Work& work) {
    const auto status = run_in_transaction(*store_, work);
    ASSERT_TRUE(status) << status.error().id;
  }

  const Form& form(const char* name) const { return *forms_.find(name); }
  GroupNumber group(const Form& form, const char* field) const {
    return form.group_of(form.field(field)->number).number;
  }

  // An edit of one field, made on top of version `seen`.
  Edit set(Author& author, const Form& form, const char* field, FieldValue value, Version seen = {},
           std::vector<FieldValue> displayed = {}) const {
    Edit edit;
    edit.id = {author.device.id, Incarnation{1}, Sequence{++author.sequence}};
    edit.kind = seen.value == 0 ? EditKind::create : EditKind::change;
    edit.record = RecordId{uuid(100)};
    edit.form = form.name;
    edit.form_version = form.version;
    if (edit.kind == EditKind::create) edit.unit = township_;
    edit.seen = seen;
    edit.stamp = stamp_of_ms(static_cast<std::uint64_t>(kNowMs) - 10'000 + ++ticks_);
    edit.changes.push_back({group(form, field), Base{seen, {}}, {std::move(value)}, std::move(displayed), {}});
    return edit;
  }

  // As a device would send it; the signature is not looked at behind the front door.
  void send(const Author& author, std::vector<Edit> edits) {
    const Batch batch{author.device.id, Incarnation{1}, partition(), std::move(edits)};
    write([&](HubStore& s) -> Status {
      MINSYNC_ASSIGN(const auto report,
                     ingest_batch(s, context(), author.device, batch, encode_batch(batch) + std::string(64, 's')));
      EXPECT_EQ(report.refused, 0u);
      return {};
    });
  }

  PartitionId partition() const { return partition_of(Divisions::built_in(), county_); }
  IngestContext context() const { return {forms_, Divisions::built_in(), kNowMs, {}}; }
  StoredRecord stored(const Form& form) { return store_->records().load(form, RecordId{uuid(100)}).value().value(); }
  FieldValue shown(const Form& form, const char* field) {
    const auto record = stored(form);
    const auto found = record.shown.find(form.field(field)->number);
    return found == record.shown.end() ? FieldValue{} : found->second;
  }

  FormCatalogue forms_ = FormCatalogue::load().value();
  std::filesystem::path folder_;
  std::unique_ptr<HubStore> store_;
  std::optional<HubIdentity> identity_;
  UnitId city_, county_, township_;
  Author a_, b_;
  mutable std::uint64_t ticks_ = 0;
};

}  // namespace minsync::review_test

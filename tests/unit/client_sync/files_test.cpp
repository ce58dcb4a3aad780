// Files attached to records: they reach the hub and other offices, each content once, whatever breaks; and only those
// who may see the record get them.
#include <fstream>

#include "client/sync/file_agent.h"
#include "hub/api/epoch.h"
#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

constexpr const char* kCounty = "330106000000";
constexpr const char* kTownA = "330106002000";
constexpr const char* kTownB = "330106004000";
constexpr std::size_t kPiece = 1000;

class FilesTest : public OfficeTest {
 protected:
  FilesTest() { set_limits({10'000, 100'000}); }

  void set_limits(const FileLimits& limits) {
    hub_.reset();
    hub_ = HubService::open((folder_ / "hub").string(), forms_, "", limits).value();
  }
  FieldNumber scan() const { return field("document_scan"); }
  static std::string photo(std::size_t size, unsigned seed = 1) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>((i * 31 + seed * 7 + i / 251) & 0xff);
    return bytes;
  }
  ContentFolder folder_of(const Office& office) const {
    const bool first = &office == offices_.front().get();
    return ContentFolder((folder_ / (first ? "files-first" : "files-other")).string());
  }
  ContentFolder at_hub() const { return ContentFolder((folder_ / "hub" / "files").string()); }

  NamedFile attach(Office& office, RecordId record, const std::string& bytes) {
    const auto path = (folder_ / "photo.jpg").string();
    std::ofstream(path, std::ios::binary) << bytes;
    const auto content = folder_of(office).take(path, 1 << 20).value();
    const FileReference reference{content.hash, content.size, "photo.jpg"};
    office.edit(record, {{scan(), FieldValue(file_reference_text(reference))}});
    EXPECT_TRUE(note_attached(office.store(), reference, record));
    return {content.hash, content.size, record};
  }
  RecordId household(Office& office, const std::string& name = "张三") {
    return office.create({{field("householder"), FieldValue(name)}});
  }

  // Steps that close the record for its township.
  void approve(RecordId record, Office& town, Office& county) {
    const auto take_to = [&](Office& who, const char* state) {
      who.edit(record, {{field("status"), FieldValue(std::string(state))}});
      ASSERT_TRUE(who.sync());
    };
    for (const char* state : {"accepted", "checking", "surveyed", "reviewed", "announced"}) take_to(town, state);
    ASSERT_TRUE(county.sync());
    take_to(county, "receiving");
  }

  FileReport send(Office& office, const std::function<Fate()>& fate = [] { return Fate::arrives; }) {
    BrokenLine line(*hub_, fate);
    const std::atomic<bool> cancel{false};
    auto report = send_files(office.store(), line, folder_of(office), {kPiece, 1}, cancel, {});
    EXPECT_TRUE(report);
    bytes_ = line.totals().bytes_sent;
    return report.value_or(FileReport{});
  }
  Status fetch(
      Office& office, const NamedFile& file, const std::function<Fate()>& fate = [] { return Fate::arrives; }) {
    BrokenLine line(*hub_, fate);
    const std::atomic<bool> cancel{false};
    return fetch_file(office.store(), line, folder_of(office), file, {kPiece, 1}, cancel, {});
  }

  std::uint64_t bytes_ = 0;  // of the last sending
};

TEST_F(FilesTest, TownshipsPhotoReachesTheCounty) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  const auto record = household(town);
  const auto file = attach(town, record, photo(5500));
  ASSERT_TRUE(town.sync());
  const auto report = send(town);
  EXPECT_EQ(report.sent, 1U);
  EXPECT_EQ(report.left, 0U);
  EXPECT_EQ(at_hub().size_of(file.hash), 5500U);
  ASSERT_TRUE(county.sync());
  ASSERT_TRUE(fetch(county, file));
  EXPECT_EQ(folder_of(county).read(file.hash, 0, 6000).value(), photo(5500));
}

TEST_F(FilesTest, BrokenLineGoesOnWhereItWas) {
  Office& town = office(kTownA, Role::township);
  const auto file = attach(town, household(town), photo(9000));
  ASSERT_TRUE(town.sync());
  std::uint64_t sent = 0;
  for (int run = 0; run < 40 && !at_hub().size_of(file.hash); ++run) {
    int request = 0;
    const auto report = send(town, [&] {
      const Fate broken = run % 2 == 0 ? Fate::answer_lost : Fate::request_lost;
      return ++request == 3 ? broken : Fate::arrives;
    });
    sent += bytes_;
    EXPECT_EQ(report.broken.has_value(), !at_hub().size_of(file.hash) || report.left > 0);
  }
  EXPECT_EQ(at_hub().size_of(file.hash), 9000U);
  EXPECT_LT(sent, 9000U + 40U * 400U) << "pieces were sent again";
  EXPECT_EQ(send(town).left, 0U);
}

// One attempt is all that a broken line gets here.
TEST_F(FilesTest, ABusyHubIsNoBrokenLine) {
  Office& town = office(kTownA, Role::township);
  const auto file = attach(town, household(town), photo(3000));
  ASSERT_TRUE(town.sync());
  int request = 0;
  const auto report = send(town, [&] { return ++request == 2 ? Fate::busy : Fate::arrives; });
  EXPECT_FALSE(report.broken);
  EXPECT_EQ(at_hub().size_of(file.hash), 3000U);
}

TEST_F(FilesTest, BrokenFetchGoesOnWhereItWas) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  const auto file = attach(town, household(town), photo(9000));
  ASSERT_TRUE(town.sync());
  send(town);
  ASSERT_TRUE(county.sync());
  int request = 0;
  EXPECT_FALSE(fetch(county, file, [&] { return ++request == 5 ? Fate::answer_lost : Fate::arrives; }));
  EXPECT_EQ(folder_of(county).arrived(file.hash, "hub"), 4 * kPiece);
  request = 0;
  ASSERT_TRUE(fetch(county, file, [&] { return ++request, Fate::arrives; }));
  EXPECT_EQ(request, 5);
}

TEST_F(FilesTest, SameContentAtTwoRecordsIsSentOnce) {
  Office& town = office(kTownA, Role::township);
  attach(town, household(town, "张三"), photo(5000));
  attach(town, household(town, "李四"), photo(5000));
  ASSERT_TRUE(town.sync());
  EXPECT_EQ(count_files_to_send(town.store())->count, 1U);
  EXPECT_EQ(send(town).sent, 1U);
  EXPECT_LT(bytes_, 7500U);
  Office& other = office(kTownB, Role::township);
  attach(other, household(other, "王五"), photo(5000));
  ASSERT_TRUE(other.sync());
  const auto report = send(other);
  EXPECT_EQ(report.left, 0U);
  EXPECT_LT(bytes_, 500U) << "the hub had it";
}

TEST_F(FilesTest, NobodyGetsWhatHisRecordsDoNotReferTo) {
  Office& town = office(kTownA, Role::township);
  Office& other = office(kTownB, Role::township);
  const auto file = attach(town, household(town), photo(3000));
  ASSERT_TRUE(town.sync());
  send(town);
  const auto own = household(other, "王五");
  ASSERT_TRUE(other.sync());
  EXPECT_EQ(fetch(other, file).error().kind, FaultKind::not_allowed);
  EXPECT_EQ(fetch(other, {file.hash, file.size, own}).error().kind, FaultKind::not_allowed);
}

TEST_F(FilesTest, HubTakesNothingThatNoRecordRefersTo) {
  Office& town = office(kTownA, Role::township);
  const auto record = household(town);
  const auto file = attach(town, record, photo(3000));
  // Not synced: the hub knows neither the edit nor this life of the device's data.
  EXPECT_EQ(send(town).broken->id, "hub.file_request_late");
  ASSERT_TRUE(town.sync());
  town.edit(record, {{scan(), Null{}}});
  ASSERT_TRUE(town.sync());
  const auto report = send(town);
  EXPECT_EQ(report.sent, 0U);
  EXPECT_EQ(report.left, 0U) << "it waits for a record that holds another value for good";
  EXPECT_EQ(at_hub().size_of(file.hash), std::nullopt);
}

TEST_F(FilesTest, NotYetSentIsAwaited) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  const auto file = attach(town, household(town), photo(3000));
  ASSERT_TRUE(town.sync());
  ASSERT_TRUE(county.sync());
  EXPECT_EQ(fetch(county, file).error().id, "files.awaited");
}

TEST_F(FilesTest, TooLargeForTheHubStaysHere) {
  Office& town = office(kTownA, Role::township);
  const auto file = attach(town, household(town), photo(10'001));
  ASSERT_TRUE(town.sync());
  const auto report = send(town);
  ASSERT_EQ(report.refused.size(), 1U);
  EXPECT_EQ(report.refused.front().id, "hub.file_over_limit");
  EXPECT_EQ(report.left, 1U);
  EXPECT_EQ(folder_of(town).size_of(file.hash), 10'001U);
}

TEST_F(FilesTest, QuotaEndsTheDayAndLosesNothing) {
  set_limits({10'000, 7'000});
  Office& town = office(kTownA, Role::township);
  attach(town, household(town, "张三"), photo(5000, 1));
  const auto second = attach(town, household(town, "李四"), photo(5000, 2));
  ASSERT_TRUE(town.sync());
  const auto report = send(town);
  EXPECT_EQ(report.sent, 1U);
  EXPECT_EQ(report.left, 1U);
  ASSERT_EQ(report.refused.size(), 1U);
  EXPECT_EQ(report.refused.front().id, "hub.file_quota");
  EXPECT_EQ(at_hub().arrived(second.hash, town.store().enrolment().device.value.text()), 2000U);
}

TEST_F(FilesTest, WrongContentIsRefusedAndThrownAway) {
  Office& town = office(kTownA, Role::township);
  const auto file = attach(town, household(town), photo(3000));
  ASSERT_TRUE(town.sync());
  std::ofstream((folder_ / "files-first" / hash_text(file.hash)).string(), std::ios::binary) << std::string(3000, 'x');
  const auto report = send(town);
  ASSERT_EQ(report.refused.size(), 1U);
  EXPECT_EQ(report.refused.front().id, "hub.file_wrong_content");
  EXPECT_EQ(at_hub().size_of(file.hash), std::nullopt);
  EXPECT_EQ(at_hub().arrived(file.hash, town.store().enrolment().device.value.text()), 0U);
  EXPECT_EQ(report.left, 1U);
}

TEST_F(FilesTest, RecordedRequestIsRefused) {
  Office& town = office(kTownA, Role::township);
  attach(town, household(town), photo(500));
  ASSERT_TRUE(town.sync());
  const auto key = town.store().device_key().value();
  const auto ask = [&](std::uint64_t counter) {
    FileRequest request;
    request.device = town.store().enrolment().device;
    request.incarnation = town.store().incarnation().value();
    request.counter = counter;
    request.files = {files_to_send(town.store())->front()};
    auto body = encode_file_request(request);
    body += key.sign(body);
    return hub_->answer({"POST", "/v1/file", {}, {}, body}).status;
  };
  EXPECT_EQ(ask(1000), 200);
  EXPECT_EQ(ask(1001), 200);
  EXPECT_EQ(ask(1000), 403);
}

TEST_F(FilesTest, HubThatBeginsANewHistoryIsAskedAgain) {
  Office& town = office(kTownA, Role::township);
  const auto file = attach(town, household(town), photo(3000));
  ASSERT_TRUE(town.sync());
  EXPECT_EQ(send(town).left, 0U);
  std::filesystem::remove_all(folder_ / "hub" / "files");
  EXPECT_EQ(send(town).sent, 0U) << "in the same history nobody asks again";
  {
    auto store = open_store();
    ASSERT_TRUE(run_in_transaction(*store, [](HubStore& s) { return begin_next_epoch(s, 1, 1); }));
  }
  ASSERT_TRUE(town.sync());
  EXPECT_EQ(send(town).sent, 1U);
  EXPECT_EQ(at_hub().size_of(file.hash), 3000U);
}

TEST_F(FilesTest, FileThatIsAllTheHubLostIsSentAgain) {
  Office& town = office(kTownA, Role::township);
  const auto file = attach(town, household(town), photo(3000));
  ASSERT_TRUE(town.sync());
  const auto kept = folder_ / "kept", hub = folder_ / "hub";
  const auto all = std::filesystem::copy_options::recursive;
  hub_.reset();
  std::filesystem::copy(hub, kept, all);
  set_limits({10'000, 100'000});
  EXPECT_EQ(send(town).sent, 1U);
  hub_.reset();
  std::filesystem::remove_all(hub);
  std::filesystem::copy(kept, hub, all);
  set_limits({10'000, 100'000});
  const auto report = town.sync();
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->counts.hub_went_back);
  EXPECT_EQ(send(town).sent, 1U);
  EXPECT_EQ(at_hub().size_of(file.hash), 3000U);
  EXPECT_FALSE(town.sync()->counts.hub_went_back) << "once is enough";
}

TEST_F(FilesTest, FileOfARecordWhoseRemovalIsHeldIsSent) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  const auto closed = household(town);
  const auto file = attach(town, closed, photo(3000));
  approve(closed, town, county);
  town.remove(closed);
  const auto report = town.sync();
  ASSERT_TRUE(report);
  ASSERT_EQ(report->counts.held, 1U);
  EXPECT_EQ(send(town).sent, 1U) << "the record lives at the hub, with its file";
  EXPECT_EQ(at_hub().size_of(file.hash), 3000U);
}

TEST_F(FilesTest, ContentThatWaitsForOneRecordIsSentForAnother) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  const auto closed = household(town);
  approve(closed, town, county);
  const auto file = attach(town, closed, photo(3000));
  attach(town, household(town, "李四"), photo(3000));
  const auto report = town.sync();
  ASSERT_TRUE(report);
  ASSERT_EQ(report->counts.held, 1U);
  EXPECT_EQ(send(town).left, 0U);
  EXPECT_EQ(at_hub().size_of(file.hash), 3000U);
}

TEST_F(FilesTest, RecordThatWasRemovedAndLivesAgainGetsItsFile) {
  Office& town = office(kTownA, Role::township);
  Office& colleague = office(kTownA, Role::township);
  const auto record = household(town);
  const auto file = attach(town, record, photo(3000));
  ASSERT_TRUE(town.sync());
  ASSERT_TRUE(colleague.sync());
  Office& county = office(kCounty, Role::county);
  ASSERT_TRUE(county.sync());
  county.remove(record);
  ASSERT_TRUE(county.sync());
  ASSERT_TRUE(town.sync());
  EXPECT_EQ(send(town).left, 0U) << "nobody needs it now";
  colleague.edit(record, {{field("worker"), FieldValue(std::string("甲"))}});
  ASSERT_TRUE(colleague.sync());
  ASSERT_TRUE(town.sync());
  send(town);
  EXPECT_EQ(at_hub().size_of(file.hash), 3000U);
}

}  // namespace
}  // namespace minsync

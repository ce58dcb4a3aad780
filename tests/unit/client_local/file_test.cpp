#include "client/store/attached_files.h"
#include "client/store/reveals.h"
#include "shared/crypto/crypto.h"
#include "tests/unit/client_local/api_fixture.h"

namespace minsync {
namespace {

class FileTest : public ApiTest {
 protected:
  std::string keep(const std::string& name, const std::string& bytes) {
    const auto reply = post("/api/file", {{"name", name}, {"data", base64(bytes)}});
    EXPECT_EQ(reply.status, 200) << reply.body;
    return Document::parse(reply.body).value("value", "");
  }
  std::string kPng = std::string("\x89PNG\r\n\x1a\n", 8) + "picture";
};

TEST_F(FileTest, WhatIsKeptIsAttachedWithTheEntryThatNamesItAndWaitsToBeSent) {
  auto fields = household("张三");
  fields["document_scan"] = keep("身份证.png", kPng);
  const auto id = create(fields);
  const auto file = read("/api/record/" + id)["files"]["document_scan"];
  EXPECT_EQ(file["name"], "身份证.png");
  EXPECT_EQ(file["size"], kPng.size());
  EXPECT_TRUE(file["here"]);
  EXPECT_EQ(file["sent"], "waiting");
  EXPECT_EQ(count_files_to_send(*store_)->count, 1u);
}

TEST_F(FileTest, AFileIsGivenAsWhatItIsAndASensitiveOneIsWrittenDownFirst) {
  const auto id = create(household("张三"));
  EXPECT_EQ(post("/api/record/" + id, {{"fields", {{"document_scan", keep("a.png", kPng)}}}}).status, 200);
  const auto reply = get("/api/record/" + id + "/file?field=document_scan");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_type, "image/png");
  EXPECT_EQ(reply.body, kPng);
  ASSERT_EQ(reveals(*store_, 10)->size(), 1u);
  EXPECT_EQ(post("/api/record/" + id, {{"fields", {{"document_scan", keep("a.html", "<script>")}}}}).status, 200);
  EXPECT_EQ(get("/api/record/" + id + "/file?field=document_scan").content_type, "application/octet-stream");
}

TEST_F(FileTest, NothingRefersToAFileThatIsNotHere) {
  const std::string nowhere = "sha256:" + std::string(64, 'a') + ":5:a.png";
  auto fields = household("张三");
  fields["document_scan"] = nowhere;
  EXPECT_EQ(post("/api/record", {{"form", kForm}, {"fields", fields}}).status, 400);
  EXPECT_TRUE(read("/api/records/dibao_household")["records"].empty());
  const auto id = create(household("李四"));
  EXPECT_EQ(post("/api/record/" + id, {{"fields", {{"document_scan", nowhere}}}}).status, 400);
  EXPECT_EQ(get("/api/record/" + id + "/file?field=document_scan").status, 400) << "it holds none";
  EXPECT_EQ(get("/api/record/" + id + "/file?field=address").status, 400);
}

TEST_F(FileTest, WhatIsEmptyOrTooLargeIsNotKept) {
  EXPECT_EQ(post("/api/file", {{"name", "a"}, {"data", ""}}).status, 400);
  EXPECT_EQ(post("/api/file", {{"name", "a"}, {"data", "***"}}).status, 400);
  LocalSettings small{Language::en, "", 60'000, "c", 4};
  LocalService service(*store_, keys_, small, [this] { return now_ms_; });
  const auto reply =
      service.answer({"POST", "/api/file", {}, Document{{"name", "a.png"}, {"data", base64("12345")}}.dump()});
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(Document::parse(reply.body)["error"], "files.too_large");
}

}  // namespace
}  // namespace minsync

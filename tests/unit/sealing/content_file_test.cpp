#include "shared/sealing/content_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "shared/crypto/crypto.h"
#include "shared/sealing/folder_keys.h"
#include "tests/generator/dice.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

class ContentFileTest : public ::testing::Test {
 protected:
  ContentFileTest() { fs::create_directories(folder_); }
  ~ContentFileTest() override {
    remember_ring(top_.string(), nullptr);
    fs::remove_all(top_);
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string raw(const std::string& name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string content(const std::string& name, const KeyRing* ring) const {
    ContentFile file(path(name), O_RDONLY);
    EXPECT_TRUE(file.look(ring));
    return file.read(0, 1 << 20).value();
  }
  void put(const std::string& name, std::string_view bytes, const KeyRing* ring) const {
    ContentFile file(path(name), O_RDWR | O_CREAT);
    ASSERT_TRUE(file.look(ring));
    ASSERT_TRUE(file.write(bytes, 0));
  }

  fs::path top_ = fs::temp_directory_path() / ("minsync-content-" + hex(random_bytes<8>()));
  fs::path folder_ = top_ / "files";
  KeyRing ring_ = KeyRing::make();
};

TEST_F(ContentFileTest, PiecesAtAnyOffsetComeBack) {
  Dice dice(1);
  std::string model;
  for (int i = 0; i < 200; ++i) {
    ContentFile file(path("a"), O_RDWR | O_CREAT);
    ASSERT_TRUE(file.look(&ring_));
    ASSERT_EQ(model.size(), file.size());
    const std::string piece(static_cast<std::size_t>(1 + dice.below(900)), static_cast<char>('a' + i % 26));
    ASSERT_TRUE(file.write(piece, model.size()));
    model += piece;
    const auto at = static_cast<std::size_t>(dice.below(static_cast<int>(model.size())));
    EXPECT_EQ(model.substr(at, 333), file.read(at, 333).value());
  }
  EXPECT_EQ(model, content("a", &ring_));
  EXPECT_EQ(std::string::npos, raw("a").find("aaaa"));
}

TEST_F(ContentFileTest, EqualContentLooksDifferentOnTheDisk) {
  put("a", std::string(100, 'x'), &ring_);
  put("b", std::string(100, 'x'), &ring_);
  EXPECT_NE(raw("a").substr(32), raw("b").substr(32));
}

TEST_F(ContentFileTest, OtherKeysDoNotOpenIt) {
  put("a", "words", &ring_);
  ContentFile file(path("a"), O_RDONLY);
  const auto other = KeyRing::make();
  EXPECT_EQ("sealing.altered", file.look(&other).error().id);
}

TEST_F(ContentFileTest, AHalfWrittenHeadingIsNoContent) {
  put("a", "words", &ring_);
  for (const auto size : std::vector<std::size_t>{31, 12, 5, 0}) {
    fs::resize_file(folder_ / "a", size);
    ContentFile file(path("a"), O_RDWR);
    ASSERT_TRUE(file.look(&ring_));
    EXPECT_EQ(0U, file.size());
    ASSERT_TRUE(file.write("again", 0));
    EXPECT_EQ("again", content("a", &ring_));
  }
}

TEST_F(ContentFileTest, AFolderIsSealedLaterAndGetsNewKeys) {
  put("a", "words of before", nullptr);
  put("b.part", std::string(300'000, 'b'), nullptr);
  remember_ring(top_.string(), std::make_shared<const KeyRing>(ring_));
  EXPECT_EQ("words of before", content("a", &ring_)) << "readable until it is sealed";
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(seal_contents(folder_.string()));
    EXPECT_EQ("words of before", content("a", &ring_));
    EXPECT_EQ(300'000U, content_size(path("b.part")));
    EXPECT_EQ(std::string::npos, raw("a").find("words"));
    EXPECT_EQ(std::string::npos, raw("b.part").find("bbbb"));
    if (ring_.has_old()) ring_.drop_old();
    ring_.renew();
    remember_ring(top_.string(), std::make_shared<const KeyRing>(ring_));
  }
  ASSERT_TRUE(seal_contents(folder_.string()));
  ring_.drop_old();
  EXPECT_EQ("words of before", content("a", &ring_));
  EXPECT_EQ(2, std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
}

}  // namespace
}  // namespace minsync

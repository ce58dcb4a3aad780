#include "shared/files/content_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "shared/crypto/crypto.h"
#include "shared/forms/file_reference.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

class ContentFolderTest : public ::testing::Test {
 protected:
  ContentFolderTest() : root_(fs::temp_directory_path() / ("minsync-files-" + hex(random_bytes<8>()))) {
    fs::create_directories(root_);
  }
  ~ContentFolderTest() override { fs::remove_all(root_); }

  std::string write(const std::string& name, const std::string& bytes) const {
    const auto path = (root_ / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  static std::string bytes_at(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::size_t files_inside() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(root_ / "files"), fs::directory_iterator()));
  }

  fs::path root_;
  ContentFolder folder_{(root_ / "files").string()};
};

TEST_F(ContentFolderTest, TakenFileStandsUnderItsHash) {
  const std::string bytes(700'000, 'x');
  const auto content = folder_.take(write("a.jpg", bytes), 1'000'000);
  ASSERT_TRUE(content);
  EXPECT_EQ(content->hash, sha256(bytes));
  EXPECT_EQ(content->size, bytes.size());
  EXPECT_EQ(folder_.size_of(content->hash), bytes.size());
  EXPECT_EQ(folder_.read(content->hash, 699'990, 100).value(), std::string(10, 'x'));
  EXPECT_EQ(fs::status(root_ / "files").permissions(), fs::perms::owner_all);
}

TEST_F(ContentFolderTest, TheSameContentTwiceIsOneFile) {
  ASSERT_TRUE(folder_.take(write("a.jpg", "photo"), 100));
  ASSERT_TRUE(folder_.take(write("b.jpg", "photo"), 100));
  EXPECT_EQ(files_inside(), 1U);
}

TEST_F(ContentFolderTest, WhatMayNotBeTakenLeavesNothing) {
  EXPECT_EQ(folder_.take(write("large", "123456"), 5).error().id, "files.too_large");
  EXPECT_EQ(folder_.take(write("empty", ""), 5).error().id, "files.empty");
  EXPECT_EQ(folder_.take((root_ / "nothing").string(), 5).error().id, "files.unreadable");
  EXPECT_EQ(folder_.take(root_.string(), 5).error().id, "files.no_file");
  EXPECT_EQ(files_inside(), 0U);
}

TEST_F(ContentFolderTest, PiecesMakeAFile) {
  const auto hash = sha256("onetwo");
  EXPECT_EQ(folder_.append(hash, "s", 0, "one").value(), 3U);
  EXPECT_EQ(folder_.arrived(hash, "s"), 3U);
  EXPECT_EQ(folder_.size_of(hash), std::nullopt);
  EXPECT_EQ(folder_.append(hash, "s", 3, "two").value(), 6U);
  ASSERT_TRUE(folder_.finish(hash, "s"));
  EXPECT_EQ(folder_.size_of(hash), 6U);
  EXPECT_TRUE(folder_.finish(hash, "s")) << "a second request that ends it finds it done";
  EXPECT_EQ(files_inside(), 1U);
}

TEST_F(ContentFolderTest, PieceAtAnotherPlaceIsLeftOut) {
  const auto hash = sha256("onetwo");
  EXPECT_EQ(folder_.append(hash, "s", 3, "two").value(), 0U);
  EXPECT_EQ(folder_.append(hash, "s", 0, "one").value(), 3U);
  EXPECT_EQ(folder_.append(hash, "s", 0, "one").value(), 3U);
  EXPECT_EQ(folder_.append(hash, "s", 2, "xx").value(), 3U);
  EXPECT_EQ(folder_.append(hash, "s", 4, "xx").value(), 3U);
}

TEST_F(ContentFolderTest, WrongContentIsThrownAway) {
  const auto hash = sha256("right");
  ASSERT_TRUE(folder_.append(hash, "s", 0, "wrong"));
  const auto finished = folder_.finish(hash, "s");
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, FaultKind::integrity);
  EXPECT_EQ(folder_.arrived(hash, "s"), 0U);
  EXPECT_EQ(files_inside(), 0U);
}

TEST_F(ContentFolderTest, OneSourceCannotSpoilAnothers) {
  const auto hash = sha256("right");
  ASSERT_TRUE(folder_.append(hash, "a", 0, "wro"));
  ASSERT_TRUE(folder_.append(hash, "b", 0, "right"));
  EXPECT_TRUE(folder_.finish(hash, "b"));
}

TEST_F(ContentFolderTest, TwoRequestsAtOnceAddAPieceOnce) {
  const std::string piece(200'000, 'p');
  const auto hash = sha256(piece + piece);
  for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{200'000}}) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { EXPECT_EQ(folder_.append(hash, "s", offset, piece).value(), offset + 200'000); });
    }
    for (auto& thread : threads) thread.join();
  }
  EXPECT_TRUE(folder_.finish(hash, "s"));
}

TEST_F(ContentFolderTest, GivesOutVerifiedAndNeverOverAFile) {
  const auto content = folder_.take(write("a.jpg", "photo"), 100).value();
  const auto out = root_ / "out.jpg";
  ASSERT_TRUE(folder_.give(content.hash, out.string()));
  EXPECT_EQ(bytes_at(out), "photo");
  EXPECT_EQ(folder_.give(content.hash, out.string()).error().id, "files.exists");
  std::ofstream(root_ / "files" / hash_text(content.hash)) << "damaged";
  EXPECT_EQ(folder_.give(content.hash, (root_ / "other").string()).error().id, "files.wrong_content");
  EXPECT_FALSE(fs::exists(root_ / "other"));
}

TEST_F(ContentFolderTest, CopiesOfAKilledProcessGoAfterADay) {
  fs::create_directories(root_ / "files");
  const auto old = root_ / "files" / "taken-old", fresh = root_ / "files" / "taken-fresh";
  std::ofstream(old) << "x";
  std::ofstream(fresh) << "x";
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(25));
  ASSERT_TRUE(folder_.take(write("a.jpg", "photo"), 100));
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(fresh));
}

}  // namespace
}  // namespace minsync

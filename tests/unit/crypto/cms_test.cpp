#include "shared/crypto/cms.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

constexpr std::uint64_t kNow = 1'800'000'000'000;

class CmsTest : public testing::Test {
 protected:
  std::string enveloped(std::string_view content) const {
    const std::vector<PublicKey> readers{first_.public_key(), second_.public_key()};
    return cms_envelope(readers, content);
  }
  static std::string flipped(std::string bytes, std::size_t bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    return bytes;
  }

  PrivateKey first_ = PrivateKey::generate(), second_ = PrivateKey::generate(), other_ = PrivateKey::generate();
};

TEST_F(CmsTest, EachReaderOpensWhatWasEnveloped) {
  for (const std::string& content : {std::string("x"), std::string("张三"), std::string(100'000, '\x30')}) {
    const auto file = enveloped(content);
    EXPECT_TRUE(is_cms_envelope(file));
    const auto opened = cms_open(first_, file);
    ASSERT_TRUE(opened) << opened.error().id << " " << content.size();
    EXPECT_EQ(content, *opened);
    EXPECT_EQ(content, cms_open(second_, file).value());
  }
}

TEST_F(CmsTest, NobodyElseOpensIt) {
  const auto opened = cms_open(other_, enveloped("张三"));
  ASSERT_FALSE(opened);
  EXPECT_EQ("codec.cms_other_reader", opened.error().id);
  EXPECT_EQ(FaultKind::not_allowed, opened.error().kind);
}

TEST_F(CmsTest, NothingOfTheContentShows) {
  const std::string secret = "11010519491231002X";
  EXPECT_EQ(std::string::npos, enveloped(cms_sign(other_, secret, kNow)).find(secret));
}

TEST_F(CmsTest, SignatureNamesItsKey) {
  const auto read = cms_verify(cms_sign(first_, "内容", kNow));
  ASSERT_TRUE(read);
  EXPECT_EQ("内容", read->content);
  EXPECT_EQ(first_.public_key().point(), read->signer);
}

// Whose bits are flipped is still who signed: bits of the certificate's own signature and dates are nobody's business.
TEST_F(CmsTest, EveryFlippedBitOfASignedFileIsRefusedOrChangesNothing) {
  const auto file = cms_sign(first_, "content", kNow);
  for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
    const auto read = cms_verify(flipped(file, bit));
    if (!read) continue;
    EXPECT_EQ("content", read->content) << bit;
    EXPECT_EQ(first_.public_key().point(), read->signer) << bit;
  }
}

TEST_F(CmsTest, EveryFlippedBitOfAnEnvelopeIsRefusedOrChangesNothing) {
  const auto file = enveloped("content");
  std::size_t harmless = 0;
  for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
    const auto opened = cms_open(first_, flipped(file, bit));
    if (!opened) continue;
    EXPECT_EQ("content", *opened) << bit;
    ++harmless;
  }
  EXPECT_GT(harmless, 0u) << "what is for the other reader";
  EXPECT_LT(harmless, file.size() * 8 / 2) << "what is for the other reader";
}

TEST_F(CmsTest, CutAndLengthenedFilesAreRefused) {
  const auto sealed = enveloped("content"), signed_file = cms_sign(first_, "content", kNow);
  for (std::size_t size = 0; size < sealed.size(); ++size) EXPECT_FALSE(cms_open(first_, sealed.substr(0, size)));
  for (std::size_t size = 0; size < signed_file.size(); ++size) EXPECT_FALSE(cms_verify(signed_file.substr(0, size)));
  EXPECT_FALSE(cms_open(first_, sealed + "x"));
  EXPECT_FALSE(cms_verify(signed_file + "x"));
}

TEST_F(CmsTest, OneKindIsNotTakenForAnother) {
  EXPECT_FALSE(cms_verify(enveloped("content")));
  EXPECT_FALSE(cms_open(first_, cms_sign(first_, "content", kNow)));
  EXPECT_FALSE(is_cms_envelope(cms_sign(first_, "content", kNow)));
  EXPECT_FALSE(is_cms_envelope(""));
}

TEST_F(CmsTest, TheSameKeyGetsTheSameName) {
  EXPECT_EQ(20u, cms_key_id(first_.public_key().point()).size());
  EXPECT_NE(cms_key_id(first_.public_key().point()), cms_key_id(second_.public_key().point()));
}

}  // namespace
}  // namespace minsync

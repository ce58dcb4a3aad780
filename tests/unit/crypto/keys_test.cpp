#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

class KeysTest : public testing::Test {
 protected:
  KeysTest() {
    std::string pattern = (fs::temp_directory_path() / "minsync-keys-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~KeysTest() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  static std::string read(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  // Runs the command line in the folder; its output, or nothing when it failed.
  std::string shell(const std::string& command) const {
    const std::string line = "cd " + folder_ + " && (" + command + ") > out 2>&1";
    return std::system(line.c_str()) == 0 ? read(path("out")) : "";
  }

  std::string folder_;
  PrivateKey key_ = PrivateKey::generate();
};

std::string flipped(std::string bytes, std::size_t bit) {
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
  return bytes;
}

std::string der_integer(std::string scalar) {
  scalar.erase(0, scalar.find_first_not_of('\0'));
  if (scalar[0] & 0x80) scalar.insert(0, 1, '\0');
  return std::string("\x02") + static_cast<char>(scalar.size()) + scalar;
}

std::string der_signature(const std::string& raw) {
  const std::string body = der_integer(raw.substr(0, 32)) + der_integer(raw.substr(32));
  return std::string("\x30") + static_cast<char>(body.size()) + body;
}

TEST_F(KeysTest, EveryFlippedBitIsNoticed) {
  const std::string message = "sixteen bytes ok";
  const std::string signature = key_.sign(message);
  const PublicKey verifier = key_.public_key();
  ASSERT_EQ(signature.size(), kSignatureSize);
  ASSERT_TRUE(verifier.verify(message, signature));
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    EXPECT_FALSE(verifier.verify(message, flipped(signature, bit))) << bit;
  }
  for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
    EXPECT_FALSE(verifier.verify(flipped(message, bit), signature)) << bit;
  }
}

TEST_F(KeysTest, AnotherKeyOrAnotherLengthDoesNotVerify) {
  const std::string signature = key_.sign("text");
  EXPECT_FALSE(PrivateKey::generate().public_key().verify("text", signature));
  EXPECT_FALSE(key_.public_key().verify("text", ""));
  EXPECT_FALSE(key_.public_key().verify("text", signature + '\0'));
  EXPECT_FALSE(key_.public_key().verify("text", std::string(64, '\0')));
  EXPECT_FALSE(key_.public_key().verify("text", std::string(64, '\xff')));
}

TEST_F(KeysTest, APointTravelsAndStillVerifies) {
  for (int round = 0; round < 50; ++round) {  // lengths of r and s vary
    const PrivateKey key = PrivateKey::generate();
    const auto received = PublicKey::from_point(key.public_key().point());
    ASSERT_TRUE(received.has_value());
    EXPECT_TRUE(received->verify("", key.sign("")));
  }
}

// From RFC 6979, A.2.5: P-256, SHA-256, message "sample".
TEST_F(KeysTest, VerifiesAPublishedSignature) {
  const auto bytes = [](std::string_view text) {
    std::string raw;
    for (std::size_t i = 0; i < text.size(); i += 2) {
      raw += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    }
    return raw;
  };
  const auto key =
      PublicKey::from_point(bytes("0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                                  "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"));
  ASSERT_TRUE(key.has_value());
  EXPECT_TRUE(key->verify("sample", bytes("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                                          "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8")));
}

TEST_F(KeysTest, RefusesPointsOffTheCurve) {
  const std::string point = key_.public_key().point();
  for (std::size_t bit = 0; bit < point.size() * 8; ++bit) {
    EXPECT_FALSE(PublicKey::from_point(flipped(point, bit)).has_value()) << bit;
  }
  EXPECT_FALSE(PublicKey::from_point(point.substr(0, 64)).has_value());
  EXPECT_FALSE(PublicKey::from_point("").has_value());
}

TEST_F(KeysTest, OpensslVerifiesOurSignature) {
  write("message", "政策宣传");
  write("signature", der_signature(key_.sign("政策宣传")));
  write("both.pem", key_.tls_pem("hub").value());
  ASSERT_NE(shell("openssl x509 -in both.pem -noout -pubkey -out public.pem && echo made"), "");
  EXPECT_EQ(shell("openssl dgst -sha256 -verify public.pem -signature signature message"), "Verified OK\n");
}

TEST_F(KeysTest, APrivateKeyFileIsReadBackAndOnlyItsOwnersToRead) {
  ASSERT_TRUE(key_.write_pem(path("key.pem")).has_value());
  struct stat status;
  ASSERT_EQ(::stat(path("key.pem").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const auto again = PrivateKey::read_pem(path("key.pem"));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->public_key().point(), key_.public_key().point());
  EXPECT_NE(shell("openssl pkey -in key.pem -noout -check").find("Key is valid"), std::string::npos);
}

TEST_F(KeysTest, NoFileIsOverwritten) {
  write("key.pem", "precious");
  const auto status = key_.write_pem(path("key.pem"));
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().id, "network.key_exists");
  EXPECT_EQ(read(path("key.pem")), "precious");
  EXPECT_FALSE(fs::exists(path("key.pem.new")));
}

TEST_F(KeysTest, BadKeyFilesAreNamed) {
  const auto id_of = [](const std::string& file) { return PrivateKey::read_pem(file).error().id; };
  EXPECT_EQ(id_of(path("missing.pem")), "network.key_unreadable");
  EXPECT_EQ(id_of(write("junk.pem", "not a key")), "network.key_damaged");
  EXPECT_EQ(key_.write_pem(path("no/such/folder.pem")).error().id, "network.key_not_written");
  ASSERT_NE(shell("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem && echo made"), "");
  EXPECT_EQ(id_of(path("rsa.pem")), "network.key_damaged");
  ASSERT_NE(shell("openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -v2 aes256 -passout pass:x "
                  "-out locked.pem && echo made"),
            "");
  EXPECT_EQ(id_of(path("locked.pem")), "network.key_damaged");
}

TEST_F(KeysTest, TheCertificateNamesTheServerAndLastsTwentyYears) {
  write("both.pem", key_.tls_pem("192.168.1.20").value());
  const std::string text = shell("openssl x509 -in both.pem -noout -text");
  EXPECT_NE(text.find("IP Address:192.168.1.20"), std::string::npos) << text;
  EXPECT_NE(shell("openssl x509 -in both.pem -noout -checkend 630000000"), "");  // 19.96 years
  EXPECT_EQ(shell("openssl x509 -in both.pem -noout -checkend 631000000"), "");
  EXPECT_NE(shell("openssl verify -CAfile both.pem both.pem"), "");
  EXPECT_FALSE(key_.tls_pem("").has_value());
  EXPECT_FALSE(key_.tls_pem("two words").has_value());
  EXPECT_FALSE(key_.tls_pem(std::string(65, 'a')).has_value());
}

TEST_F(KeysTest, ThePinIsWhatOpensslComputes) {
  write("both.pem", key_.tls_pem("hub").value());
  const std::string digest = shell(
      "openssl x509 -in both.pem -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | "
      "openssl base64 -A");
  EXPECT_EQ(key_.pin(), "sha256//" + digest);
  EXPECT_EQ(pin_of_fingerprint(fingerprint_of(key_)), key_.pin());
}

}  // namespace
}  // namespace minsync

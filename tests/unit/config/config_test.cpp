#include "shared/config/config.h"

#include <gtest/gtest.h>

#include <fstream>

namespace minsync {
namespace {

using Variables = std::map<std::string, std::string>;

class ConfigTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "minsync_config_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void file(const std::string& text) { std::ofstream(folder_ / "minsync.toml") << text; }
  Result<Config> load(const Variables& flags = {}, const Variables& variables = {}, Program program = Program::client) {
    return Config::load(program, folder_, flags, [&](const std::string& name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
  }
  std::filesystem::path folder_;
};

const Setting& setting(const Config& config, std::string_view key) {
  for (const auto& each : config.settings()) {
    if (each.key == key) return each;
  }
  ADD_FAILURE() << key;
  return config.settings().front();
}

TEST_F(ConfigTest, WithoutAnythingTheBuiltInValuesStand) {
  const auto config = load();
  ASSERT_TRUE(config);
  EXPECT_EQ(config->text("log.level"), "info");
  EXPECT_EQ(config->text("hub.address"), "");
  EXPECT_GT(config->number("sync.max_bytes"), 0);
  for (const auto& each : config->settings()) EXPECT_EQ(each.source, Setting::Source::built_in);
}

TEST_F(ConfigTest, FlagGoesOverEnvironmentOverFile) {
  file("# office\n[log]\nlevel = \"debug\"\n[sync]\nmax_bytes = 5000\nwindow = \"22:00-06:00\"\n");
  const auto config =
      load({{"log.level", "error"}}, {{"MINSYNC_LOG_LEVEL", "warning"}, {"MINSYNC_SYNC_MAX_BYTES", "6000"}});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->text("log.level"), "error");
  EXPECT_EQ(setting(*config, "log.level").source, Setting::Source::flag);
  EXPECT_EQ(config->number("sync.max_bytes"), 6000);
  EXPECT_EQ(setting(*config, "sync.max_bytes").where, "MINSYNC_SYNC_MAX_BYTES");
  EXPECT_EQ(config->text("sync.window"), "22:00-06:00");
  EXPECT_EQ(setting(*config, "sync.window").where, "minsync.toml:6");
}

TEST_F(ConfigTest, DottedKeysAreTheSameAsTables) {
  file("sync.max_bytes = 5000\n");
  EXPECT_EQ(load().value().number("sync.max_bytes"), 5000);
}

TEST_F(ConfigTest, ShortNameOfTheHubsAddressGoesFirst) {
  const Variables both = {{"MINSYNC_HUB", "https://a:1"}, {"MINSYNC_HUB_ADDRESS", "https://b:2"}};
  EXPECT_EQ(load({}, both).value().text("hub.address"), "https://a:1");
  EXPECT_EQ(load({}, {{"MINSYNC_HUB_ADDRESS", "https://b:2"}}).value().text("hub.address"), "https://b:2");
}

TEST_F(ConfigTest, EmptyVariableCountsAsUnset) {
  file("log.level = \"debug\"\n");
  EXPECT_EQ(load({}, {{"MINSYNC_LOG_LEVEL", ""}}).value().text("log.level"), "debug");
}

TEST_F(ConfigTest, EveryFaultOfTheFileIsListedWithItsLine) {
  file("hub.adress = \"https://a\"\nlog.level = \"loud\"\nsync.max_bytes = \"5000\"\nsync.window = 7\n[lang]\nx = 1\n");
  const auto config = load();
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().kind, FaultKind::bad_input);
  EXPECT_EQ(config.error().id, "config.bad_file");
  std::map<std::string, std::string> where_and_id;
  for (const auto& fault : config.error().details) where_and_id[fault.args.at(0)] = fault.id;
  const std::map<std::string, std::string> expected = {{"minsync.toml:1", "config.unknown_key"},
                                                       {"minsync.toml:2", "config.need_choice"},
                                                       {"minsync.toml:3", "config.need_number"},
                                                       {"minsync.toml:4", "config.need_day_window"},
                                                       {"minsync.toml:5", "config.need_choice"}};
  EXPECT_EQ(where_and_id, expected);
}

TEST_F(ConfigTest, UnknownKeyNamesTheOnesThereAre) {
  file("files.day_bytes = 4096\n");
  const auto text = say(Language::en, load().error());
  EXPECT_NE(text.find("files.day_bytes"), std::string::npos);
  EXPECT_NE(text.find("sync.window"), std::string::npos);
  EXPECT_EQ(load({}, {}, Program::hub).value().number("files.day_bytes"), 4096);
}

TEST_F(ConfigTest, BrokenTomlNamesItsLine) {
  file("log.level = \"info\"\n\nlog level\n");
  const auto config = load();
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().id, "config.not_toml");
  EXPECT_EQ(config.error().args.at(1), "3");
}

TEST_F(ConfigTest, OversizedFileIsNotRead) {
  file("#" + std::string(70'000, 'x'));
  EXPECT_EQ(load().error().id, "config.file_too_large");
}

TEST_F(ConfigTest, WrongVariableAndWrongFlagNameThemselves) {
  const auto variable = load({}, {{"MINSYNC_SYNC_MAX_BYTES", "much"}});
  ASSERT_FALSE(variable);
  EXPECT_EQ(variable.error().args.at(0), "MINSYNC_SYNC_MAX_BYTES");
  const auto flag = load({{"sync.max_bytes", "1"}});
  ASSERT_FALSE(flag);
  EXPECT_EQ(flag.error().kind, FaultKind::usage);
}

TEST_F(ConfigTest, PrintedSettingTellsValueAndSource) {
  file("log.level = \"debug\"\n");
  const auto config = load();
  EXPECT_NE(say(Language::en, setting(*config, "log.level")).find("log.level = debug [minsync.toml:1]"),
            std::string::npos);
  for (const auto& each : config->settings()) {
    EXPECT_EQ(say(Language::zh, each).find("config."), std::string::npos) << each.key;
  }
}

}  // namespace
}  // namespace minsync

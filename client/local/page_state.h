// What the local page's server keeps between two requests. For its one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "client/exchange/file_in_memory.h"
#include "client/local/background_sync.h"
#include "client/local/local_keys.h"
#include "client/search/search_index.h"
#include "client/store/client_store.h"
#include "shared/text/text.h"

namespace minsync {

// Of a file that the page sends or imports, before base64.
inline constexpr std::uint64_t kLongestPageFile = std::uint64_t{20} << 20;

struct LocalSettings {
  Language language = Language::zh;
  std::string hub_address;  // in place of the hub's own, or ""
  std::uint64_t lock_after_ms = 0;
  std::string cookie_name;
  std::uint64_t file_bytes = kLongestPageFile;  // of one attached file
};

// A file that was looked at and may be imported yet.
struct KeptImport {
  std::string token;
  std::string form;
  FileInMemory file;
  std::uint64_t at_ms = 0;
};

// What the status bar was told last.
struct KeptStatus {
  std::string document;           // JSON
  std::int64_t data_version = 0;  // of the store then (PRAGMA data_version)
  std::uint64_t at_ms = 0, took_ms = 0;
};

struct PageState {
  ClientStore& store;
  LocalKeys& keys;
  LocalSettings settings;
  std::function<std::uint64_t()> now_ms;
  std::string session = {};  // token of client/users, "" while locked
  std::optional<KeptImport> import = {};
  std::optional<SearchIndex> search = {};  // once somebody searched
  std::optional<KeptStatus> status = {};   // none after something was saved
  BackgroundSync* sync = nullptr;          // nullptr: nobody syncs by itself
};

}  // namespace minsync

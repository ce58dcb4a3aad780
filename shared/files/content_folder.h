// A folder of files named by the SHA-256 of their bytes. A file stands there under its name only when it is whole,
// verified and durable; what is on its way lies beside it and goes on where it broke off. Files never change, so any
// tool may copy the folder at any time. Content is sealed on the disk if the folder that this one stands in is. Several
// processes and threads may use one folder at once.
#pragma once

#include <optional>
#include <string>

#include "sync_protocol/file_messages.h"

namespace minsync {

class ContentFolder {
 public:
  // Made, readable by its owner only, when it is first written to.
  explicit ContentFolder(std::string folder) : folder_(std::move(folder)) {}

  // Nothing if the file is not here.
  std::optional<std::uint64_t> size_of(const ContentHash& hash) const;
  Result<std::string> read(const ContentHash& hash, std::uint64_t offset, std::size_t limit) const;

  // Bytes that have arrived of it from `source`. Each source has its own: nobody can spoil what another one sends.
  std::uint64_t arrived(const ContentHash& hash, const std::string& source) const;
  // Adds the next bytes, durable when it returns, and says how many have arrived then. A piece that begins elsewhere
  // than where those before it end is left out.
  Result<std::uint64_t> append(const ContentHash& hash, const std::string& source, std::uint64_t offset,
                               std::string_view bytes) const;
  // Everything has arrived: verifies it and gives it its name. Other content than its hash says is thrown away, fault
  // FaultKind::integrity "files.wrong_content".
  Status finish(const ContentHash& hash, const std::string& source) const;

  struct Content {
    ContentHash hash{};
    std::uint64_t size = 0;
  };
  // Copies a file in. Faults: not there or no ordinary file, empty, larger than `most`, disk.
  Result<Content> take(const std::string& path, std::uint64_t most) const;
  // Copies a file out, verified once more before it appears under `path`, where nothing may stand yet.
  Status give(const ContentHash& hash, const std::string& path) const;

 private:
  std::string path_of(const ContentHash& hash) const;
  std::string part_of(const ContentHash& hash, const std::string& source) const;
  Status make() const;
  void sweep() const;

  std::string folder_;
};

}  // namespace minsync

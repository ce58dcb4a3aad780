// A large file that is known by the hash of its content (an attached scan): read and written at any offset, sealed on
// the disk if its folder is. For one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "shared/sealing/key_ring.h"

namespace minsync {

class ContentFile {
 public:
  // `flags` as open(2) has them; a new one is its owner's alone. False if it could not be opened: errno says why.
  ContentFile(const std::string& path, int flags);
  ContentFile(const ContentFile&) = delete;
  ContentFile& operator=(const ContentFile&) = delete;
  ~ContentFile();
  int descriptor() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }

  // For a file in a sealed folder, before anything else. An empty file is sealed when it is first written to, if there
  // is a ring. Faults: it cannot be read; it was sealed with keys that the ring does not have (integrity).
  Status look(const KeyRing* ring);
  // True if the ring's newest key sealed it.
  bool is_newest(const KeyRing& ring) const;
  // Of its content, when it was looked at.
  std::uint64_t size() const { return size_; }
  bool write(std::string_view bytes, std::uint64_t offset);
  bool cut(std::uint64_t size);
  // At most `limit` bytes; fewer only at the end.
  Result<std::string> read(std::uint64_t offset, std::size_t limit);

 private:
  void prepare(const KeyRing& ring);

  std::string path_;
  int descriptor_;
  std::uint64_t size_ = 0;
  std::string heading_;   // empty if it is not sealed
  bool written_ = false;  // the heading stands on the disk
  std::optional<StreamCipher> cipher_;
};

// Of the content of the file at `path`, which stands in a folder below the data folder; 0 if there is none.
std::uint64_t content_size(const std::string& path);
// What seals the content in a folder below the data folder; null if nothing does.
Result<std::shared_ptr<const KeyRing>> ring_of_content(const std::string& folder);

// Seals every file of the folder, whole or on its way, with the newest keys. Nobody else may write there.
Status seal_contents(const std::string& folder);

}  // namespace minsync

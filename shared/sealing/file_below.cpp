#include <algorithm>

#include "shared/sealing/sealed_file.h"

namespace minsync {

void FileBelow::close() {
  if (file_ != nullptr && file_->pMethods != nullptr) file_->pMethods->xClose(file_);
  file_ = nullptr;
}

int FileBelow::open(sqlite3_vfs* vfs, const char* name, int flags, int* out_flags) {
  constexpr auto kUnit = sizeof(std::max_align_t);
  memory_.resize((static_cast<std::size_t>(vfs->szOsFile) + kUnit - 1) / kUnit);
  file_ = reinterpret_cast<sqlite3_file*>(memory_.data());
  file_->pMethods = nullptr;
  return vfs->xOpen(vfs, name, file_, flags, out_flags);
}

int FileBelow::read(std::uint8_t* into, int size, sqlite3_int64 offset) const {
  return file_->pMethods->xRead(file_, into, size, offset);
}
int FileBelow::write(const std::uint8_t* from, int size, sqlite3_int64 offset) const {
  return file_->pMethods->xWrite(file_, from, size, offset);
}
int FileBelow::size(sqlite3_int64& bytes) const {
  return file_->pMethods->xFileSize(file_, &bytes);
}
int FileBelow::truncate(sqlite3_int64 bytes) const {
  return file_->pMethods->xTruncate(file_, bytes);
}
int FileBelow::sync(int flags) const {
  return file_->pMethods->xSync(file_, flags);
}
int FileBelow::sector_size() const {
  return file_->pMethods->xSectorSize(file_);
}
int FileBelow::characteristics() const {
  return file_->pMethods->xDeviceCharacteristics(file_);
}

bool all_zero(ConstBytes bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace minsync

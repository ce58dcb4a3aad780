// One local server a data folder. The file `serve.lock` in the folder is locked as long as the server lives and tells a
// second one where it runs, with the link that opens its page; its owner alone can read it.
#pragma once

#include <string>

#include "sync_protocol/result.h"

namespace minsync {

class Instance {
 public:
  // Fault: not_allowed "local.runs_already" with the link of the one that runs; failed if the file cannot be made.
  static Result<Instance> claim(const std::string& folder);
  Instance(Instance&& other) noexcept;
  Instance& operator=(Instance&&) = delete;
  ~Instance();

  // What a second server is to tell.
  Status tell(const std::string& link);

 private:
  Instance(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  std::string path_;
  int descriptor_;
};

}  // namespace minsync

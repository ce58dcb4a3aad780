// Requests for files, signed, numbered, tried again: what sending and fetching have in common.
#pragma once

#include "client/sync/file_agent.h"

namespace minsync {

class FileLine {
 public:
  static Result<FileLine> open(ClientStore& store, Transport& line, const FileOptions& options,
                               const std::atomic<bool>& cancel);

  // `make` is asked anew for each attempt: pieces get smaller when the line breaks.
  Result<FileAnswer> ask(const std::function<Result<FileRequest>()>& make);
  // How much the next piece should hold.
  std::size_t piece_bytes() const { return piece_bytes_; }

 private:
  FileLine(ClientStore& store, Transport& line, const FileOptions& options, const std::atomic<bool>& cancel,
           PrivateKey key, PublicKey hub_key);
  Result<FileAnswer> ask_once(FileRequest request);
  Result<FileAnswer> read_answer(const HttpAnswer& answer, const FileRequest& request) const;
  Status pause();
  void measure(std::size_t bytes, double seconds);

  ClientStore& store_;
  Transport& line_;
  const FileOptions options_;
  const std::atomic<bool>& cancel_;
  PrivateKey key_;
  PublicKey hub_key_;
  Session session_;
  std::size_t piece_bytes_;
  std::uint64_t asked_pause_ms_ = 0;
  bool busy_ = false;  // the hub was reached by the last attempt, and had no time
};

}  // namespace minsync

// Files of this host, each call on a thread of the pool.
#pragma once

#include "pipeline/env/env.hpp"
#include "pipeline/real/reactor.hpp"

namespace slots {

class RealFiles final : public Files {
 public:
  explicit RealFiles(Reactor& reactor) : reactor_(reactor) {}

  // NOT_FOUND when absent; PAYLOAD_TOO_LARGE when the file has more than limit_bytes.
  Task<Result<std::string>> read(std::string path, std::int64_t limit_bytes) override;
  // Durable when it returns; a failed or interrupted write leaves the old contents.
  Task<Result<void>> write(std::string path, std::string contents) override;
  Task<Result<std::string>> sha256(std::string path) override;
  Task<Result<void>> rename(std::string from, std::string to) override;
  Task<Result<void>> remove_all(std::string path) override;
  // With its parents, durably; there already is success.
  Task<Result<void>> make_folder(std::string path) override;

 private:
  Reactor& reactor_;
};

}  // namespace slots

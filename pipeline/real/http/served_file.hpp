// A file on its way to an HTTP client, read block by block on the threads for what blocks.
#pragma once

#include <memory>
#include <string>

#include "pipeline/protocol/error.hpp"
#include "pipeline/real/descriptor.hpp"

namespace slots {

struct ServedFile {
  Descriptor descriptor;
  std::int64_t size = 0;  // bytes, when it was opened
};

// NOT_FOUND when it is absent; STORAGE_ERROR when it is no file.
Result<std::shared_ptr<ServedFile>> open_served(const std::string& path);
// The next block; empty at the end, and when it cannot be read.
std::string read_block(const ServedFile& file);
// By the name's ending.
std::string content_type(const std::string& path);

}  // namespace slots

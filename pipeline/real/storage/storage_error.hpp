// What the operating system says of files, as the pipeline's errors. Messages name the file, never its
// folder.
#pragma once

#include <string>

#include "pipeline/protocol/error.hpp"

namespace slots {

// "ENOSPC"; the number where it has no name.
std::string errno_name(int cause);
// "result.wav" of "/var/lib/…/result.wav".
std::string file_name(const std::string& path);

// `action` is what was tried ("write", "rename"). ENOSPC, EDQUOT, EFBIG → STORAGE_FULL; EAGAIN, EBUSY →
// STORAGE_BUSY; ENOENT → `absent_code`; all else STORAGE_ERROR. details.errno names the cause.
Error storage_error(int cause, const std::string& action, const std::string& path,
                    const std::string& absent_code = "NOT_FOUND");

}  // namespace slots

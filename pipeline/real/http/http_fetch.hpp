// Downloads over HTTP, straight into a file.
#pragma once

#include "pipeline/env/env.hpp"
#include "pipeline/real/http/tcp.hpp"

namespace slots {

// Writes the body to request.file (durable when this returns) and returns its size. On any failure, and when
// the task is destroyed, the file is removed. DOWNLOAD_FAILED: not reached (details.cause), a status other
// than 200 (details.status), more than limit_bytes, fewer bytes than announced (details.expected_bytes,
// received_bytes). STORAGE_*: the file could not be written.
Task<Result<std::int64_t>> fetch_http(Reactor& reactor, FetchRequest request, ConnectLimits limits);

}  // namespace slots

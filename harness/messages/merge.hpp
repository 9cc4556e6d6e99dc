// Several message streams as one: the shards of a run, or runs that belong together.
//
// What they share (features, pickles, definitions) stands in it once; whatever else has an id gets a new one,
// so that none collide. Each test case stays one of its own with its attempts: the same scenario in two
// streams is told twice, and neither becomes a retry of the other.
#pragma once

#include <boost/system/result.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/messages/sink.hpp"

namespace ordeal::messages {

struct Merged {
  // What is missing: a stream that was cut off or has no end, a shard that no stream tells. They also stand
  // in the merged stream, as notes on the run.
  std::vector<std::string> gaps;
  bool success = true;  // every run says so, and there is no gap
};

// Reads each of the files up to three times. A stream that has no end leaves the merged one without an end,
// too. Does not finish the sink. The error names a file: one that cannot be read (stream_file.hpp), a feature
// that two streams have with different text, a shard that is there twice.
boost::system::result<Merged, std::string> merge(const std::vector<std::filesystem::path>& files, Sink& into);

}  // namespace ordeal::messages

// Who runs, on what: the first message of a run.
#pragma once

#include "harness/messages/envelope.hpp"

namespace ordeal::run {

messages::Timestamp timestamp_now();
messages::Meta run_meta();

}  // namespace ordeal::run

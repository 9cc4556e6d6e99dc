// For the step definitions of the compatibility kit's samples: one file a sample, named after it, from which
// harness/conformance/kit.cpp takes the definitions of that sample alone.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "harness/definitions/attachments.hpp"
#include "harness/definitions/current.hpp"
#include "harness/definitions/define.hpp"

namespace ordeal::kit {

// What stands in a file beside the running sample's feature: read before the run, since a scenario in an
// enclosure may not see the folder.
const std::string& sample_bytes(const std::string& name);

}  // namespace ordeal::kit

// For the step definitions of the compatibility kit's samples: one file a sample, named after it, from which
// kit_cases.cpp takes the definitions of that sample alone.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "harness/definitions/attachments.hpp"
#include "harness/definitions/current.hpp"
#include "harness/definitions/define.hpp"

namespace ordeal::kit {

// A file that lies beside the running sample's feature.
std::filesystem::path sample_file(const char* name);
std::string sample_bytes(const char* name);

}  // namespace ordeal::kit

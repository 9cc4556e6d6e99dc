// A director's configuration as the file that slot-director reads.
#pragma once

#include <filesystem>

#include "pipeline/director/config.hpp"

namespace ordeal {

void write_director_file(slots::DirectorConfig config, const std::filesystem::path& file);

}  // namespace ordeal

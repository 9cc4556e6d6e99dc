// Where a program looks for its libraries, beside the system's own folders.
#pragma once

#include <filesystem>
#include <vector>

namespace ordeal {

// The folders of its RUNPATH (or RPATH), $ORIGIN put in, that exist. Of a 64-bit ELF file; of anything else
// none. Throws std::runtime_error when it cannot be read.
std::vector<std::filesystem::path> run_path_of(const std::filesystem::path& program);

// Those of all programs and libraries of these folders, and of the libraries there in turn: what is started
// from there finds its libraries as long as they stay visible.
std::vector<std::filesystem::path> run_paths_below(std::vector<std::filesystem::path> folders);

}  // namespace ordeal

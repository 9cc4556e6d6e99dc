// Maps a rule block, or says what is wrong with the file. Allocates nothing but the mapping and makes its
// system calls directly, so that it may run while a preloaded library starts, and is not seen by one that
// wraps open().
#pragma once

#include <cstddef>

#include "faults/rule/block.hpp"

namespace ordeal::rule {

// Maps an existing block. Null: `problem` (of `size` bytes) says what happened and what to do.
Block* map_block(const char* path, char* problem, std::size_t size);

// Makes the file `path` and maps it, or (path null) anonymous memory that children made by fork share.
Block* make_block(const char* path, char* problem, std::size_t size);

void unmap_block(Block*);

}  // namespace ordeal::rule

// How many descriptors this process may have open (RLIMIT_NOFILE).
#pragma once

#include <cstddef>

namespace slots {

// The limit that holds now.
std::size_t descriptor_limit();
// Raises it as far as the machine allows (the hard limit); returns what holds then. Programs are started with
// a soft limit for those that still use select(), mostly 1,024: too few for a server. Children inherit it.
std::size_t raise_descriptor_limit();

}  // namespace slots

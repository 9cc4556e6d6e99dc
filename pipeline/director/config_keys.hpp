// The keys of the director's configuration file, and what each value may be.
#pragma once

#include "pipeline/director/config.hpp"
#include "pipeline/env/keys.hpp"

namespace slots {

void keys(Keys& key, DirectorConfig& config);

}  // namespace slots

// For steps that start programs: a child process, its signals and its end, waiting for what it says.
// Installed, it is <ordeal/process.hpp>.
#pragma once

#include "harness/process/await.hpp"
#include "harness/process/child.hpp"
#include "harness/process/sockets.hpp"

// How a worker's process says by its exit code why it ended. By signal N a shell, and the director, say
// 128+N.
#pragma once

namespace slots::worker_exit {

inline constexpr int kDrained = 0;
inline constexpr int kError = 1;
inline constexpr int kUsage = 2;
inline constexpr int kDeviceLost = 70;      // its device is poisoned: the process must go
inline constexpr int kDeviceUnusable = 71;  // at the start: no such device, no driver, no memory
inline constexpr int kBadSettings = 78;     // starting it again with them would not help

}  // namespace slots::worker_exit

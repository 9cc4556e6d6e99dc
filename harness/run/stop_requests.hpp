// SIGTERM, SIGINT and SIGHUP to the run's own process while no coordinator polls for them: the first asks it
// to start nothing more, the second ends it at once. (Its parent finishes the reports either way.)
#pragma once

namespace ordeal::run {

// Once, at the beginning of the process.
void heed_stop_requests();
bool stop_requested();

}  // namespace ordeal::run

// A process beside the pipeline's that uses a simulated card: takes BYTES of CARD, as much as there is at
// once and the rest as it becomes free, and holds them until it is ended.
#include <sys/prctl.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstring>
#include <iostream>

#include "faults/simgpu/card.hpp"

int main(int argc, char** argv) {
  std::uint64_t wanted = 0;
  const char* end = argc == 3 ? argv[2] + std::strlen(argv[2]) : nullptr;
  if (!end || std::from_chars(argv[2], end, wanted).ptr != end) {
    std::cerr << "usage: simgpu-neighbour CARD BYTES\n";
    return 2;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // whoever started it must not leave it behind
  auto card = ordeal::simgpu::Card::open(argv[1]);
  if (!card) {
    std::cerr << "simgpu-neighbour: " << card.error().message << "\n";
    return 1;
  }
  while (wanted > 0) wanted -= (*card)->take_what_is_there(wanted);
  for (;;) ::pause();
}

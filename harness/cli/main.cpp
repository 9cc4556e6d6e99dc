// The program of a suite that needs nothing but its step definitions, linked in or loaded by --load.
#include <filesystem>

#include "harness/ordeal/suite.hpp"

int main(int argc, char** argv) {
  return ordeal::cli::main_of({.name = std::filesystem::path(argv[0]).filename()}, argc, argv);
}

// What somebody leaves behind: for the canaries that check the audit.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "harness/definitions/define.hpp"

namespace ordeal {

WHEN("a temporary file is left behind", (),
     "In the scenario's own folder for them, where nobody removes it.") {
  const auto file = std::filesystem::temp_directory_path() / "left-behind";
  std::ofstream stream(file);
  stream << "left behind\n";
  stream.close();
  ASSERT_TRUE(stream) << file << " cannot be written";
}

}  // namespace ordeal

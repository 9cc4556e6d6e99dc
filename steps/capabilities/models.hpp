// Model files on the worker's disk, and the server that they come from. Only where files are real.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ordeal {

class Models {
 public:
  virtual ~Models() = default;
  // Puts the built models where the worker keeps them, which otherwise fetches them.
  virtual void place_models() = 0;
  virtual std::filesystem::path models_folder() const = 0;
  // What the model server was asked for and gave in full, by its own log, in order.
  virtual const std::vector<std::string>& served_files() = 0;
};

}  // namespace ordeal

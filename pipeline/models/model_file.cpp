#include "pipeline/models/model_file.hpp"

#include "pipeline/protocol/sha256.hpp"

namespace slots {
namespace {

namespace fs = std::filesystem;

ModelError not_found(const ModelEntry& e, const std::string& what) {
  return {"MODEL_NOT_FOUND",
          "model " + e.name + " (" + e.file + "): " + what + "; fetch or build it again",
          {},
          {}};
}

ModelError corrupted(const ModelEntry& e, const std::string& what, const std::string& expected,
                     const std::string& found) {
  return {"MODEL_CORRUPTED",
          "model " + e.name + " (" + e.file + ") is corrupted: " + what + " should be " + expected +
              " and is " + found + "; delete it and fetch it again",
          expected, found};
}

}  // namespace

ModelResult<void> check_model_file(const fs::path& file, const ModelEntry& e) {
  std::error_code why;
  const fs::file_status status = fs::status(file, why);
  if (status.type() == fs::file_type::not_found)
    return not_found(e, fs::is_symlink(file, why) ? "the link leads nowhere" : "there is no such file");
  if (why) return not_found(e, why.message());
  if (fs::is_directory(status)) return not_found(e, "there is a folder in its place");
  if (!fs::is_regular_file(status)) return not_found(e, "what is in its place is not a file");
  const std::uintmax_t bytes = fs::file_size(file, why);
  if (why) return not_found(e, why.message());
  const bool size_agrees = bytes == e.bytes;
  const auto sum = sha256_of_file(file);
  if (!sum) return not_found(e, sum.error().message());
  if (*sum == e.sha256 && size_agrees) return {};
  const std::string sizes =
      size_agrees ? ""
                  : " (" + std::to_string(e.bytes) + " bytes expected, " + std::to_string(bytes) + " found)";
  return corrupted(e, "its SHA-256" + sizes, e.sha256, *sum);
}

std::vector<ModelError> check_model_folder(const fs::path& folder, const Manifest& m) {
  std::vector<ModelError> all;
  for (const ModelEntry& e : m.models)
    if (auto good = check_model_file(folder / e.file, e); !good) all.push_back(good.error());
  return all;
}

}  // namespace slots

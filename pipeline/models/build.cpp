#include "pipeline/models/build.hpp"

#include <fcntl.h>
#include <torch/csrc/jit/serialization/export.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "pipeline/models/audio_model.hpp"
#include "pipeline/models/clip_model.hpp"
#include "pipeline/models/image_model.hpp"
#include "pipeline/models/model_sizes.hpp"
#include "pipeline/models/video_model.hpp"
#include "pipeline/models/weights_checksum.hpp"
#include "pipeline/protocol/sha256.hpp"

namespace slots {
namespace {

namespace fs = std::filesystem;

struct WriteFailed {
  ModelError error;
};

void must_write(bool ok, const std::string& file, const char* doing, int why = errno) {
  if (ok) return;
  throw WriteFailed{{why == ENOSPC || why == EDQUOT ? "STORAGE_FULL" : "STORAGE_ERROR",
                     std::string("cannot ") + doing + ' ' + file + ": " + std::strerror(why ? why : EIO) +
                         "; free space or name another folder with --out",
                     {},
                     {}}};
}

void synchronise(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  must_write(fd >= 0, path.filename(), "open");
  const int ended = ::fsync(fd), why = errno;
  ::close(fd);
  must_write(ended == 0, path.filename(), "synchronise", why);
}

// Writes a file whole or not at all: under a temporary name first.
template <class Write>
void write_file(const fs::path& path, Write write) {
  fs::path part = path;
  part += ".part";
  try {
    errno = 0;
    std::ofstream out(part, std::ios::binary);
    must_write(out.is_open(), path.filename(), "create");
    write(out);
    out.close();
    must_write(!out.fail(), path.filename(), "write");
    synchronise(part);
    must_write(::rename(part.c_str(), path.c_str()) == 0, path.filename(), "rename");
  } catch (...) {
    std::error_code ignored;
    fs::remove(part, ignored);
    throw;
  }
}

torch::jit::Module make(std::string_view name, const Profile& p, const ModelSizes& sizes,
                        std::uint64_t seed) {
  if (name == "audio") return audio_model(sizes, seed);
  if (name == "image") return image_model(p, sizes, seed);
  if (name == "video") return video_model(p, sizes);
  return clip_model(p, sizes, seed);
}

ModelEntry build_one(std::string_view name, const Profile& p, const ModelSizes& sizes, const fs::path& folder,
                     std::uint64_t seed) {
  ModelEntry e{.name = std::string(name),
               .version = std::string(kModelVersion),
               .format = std::string(kModelFormat),
               .file = std::string(name) + ".pt"};
  const fs::path file = folder / e.file;
  torch::jit::Module m = make(name, p, sizes, seed);
  m.register_attribute("version", c10::StringType::get(), e.version);
  m.register_attribute("profile", c10::StringType::get(), p.name);
  m.eval();
  e.weights_checksum = weights_checksum(m);
  // Not by save(path), since the file's own name would go into its contents. And a write that fails must not
  // reach LibTorch, whose archive writer throws from its destructor; the stream remembers the failure.
  write_file(file, [&](std::ostream& out) {
    torch::jit::ExportModule(m, [&](const void* data, std::size_t bytes) {
      out.write(static_cast<const char*>(data), static_cast<std::streamsize>(bytes));
      return bytes;
    });
  });
  e.bytes = fs::file_size(file);
  const auto sum = sha256_of_file(file);
  must_write(sum.has_value(), e.file, "read back", sum.has_error() ? sum.error().value() : 0);
  e.sha256 = *sum;
  return e;
}

}  // namespace

ModelResult<Manifest> build_models(const Profile& p, const fs::path& folder, std::uint64_t seed,
                                   const std::function<void(const ModelEntry&)>& built) {
  try {
    std::error_code why;
    fs::create_directories(folder, why);
    must_write(!why, folder.filename(), "create the folder", why.value());
    Manifest m{.profile = p.name, .version = std::string(kModelVersion), .seed = seed, .models = {}};
    const c10::InferenceMode inference;
    const ModelSizes sizes = sizes_of(p);
    for (const char* name : kModelNames) {
      m.models.push_back(build_one(name, p, sizes, folder, seed));
      if (built) built(m.models.back());
    }
    if (const auto written = write_manifest(folder, m); !written) return written.error();
    return m;
  } catch (const WriteFailed& f) {
    return f.error;
  } catch (const fs::filesystem_error& e) {
    return ModelError{"STORAGE_ERROR", e.code().message(), {}, {}};
  }
}

ModelResult<void> write_manifest(const fs::path& folder, const Manifest& m) {
  try {
    write_file(folder / kManifestFile, [&](std::ostream& out) { out << to_json(m); });
    synchronise(folder);
    return {};
  } catch (const WriteFailed& f) {
    return f.error;
  }
}

}  // namespace slots

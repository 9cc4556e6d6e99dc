#include "steps/worlds/run_path.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

namespace ordeal {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kOrigin[] = {"$ORIGIN", "${ORIGIN}"};

// An ELF file, of which only headers and the dynamic section are read. What lies outside the file reads as
// nothing.
class Elf {
 public:
  explicit Elf(const fs::path& file) : stream_(file, std::ios::binary) {
    if (!stream_) throw std::runtime_error("cannot read " + file.string());
    header_ = at<Elf64_Ehdr>(0);
    const bool is_elf = std::memcmp(header_.e_ident, ELFMAG, SELFMAG) == 0;
    if (!is_elf || header_.e_ident[EI_CLASS] != ELFCLASS64) header_ = {};
  }

  // Folders with ':' between them, as the linker wrote them; empty: none.
  std::string run_path() {
    for (Elf64_Half n = 0; n < header_.e_shnum; ++n) {
      const auto section = section_at(n);
      if (section.sh_type != SHT_DYNAMIC) continue;
      const auto names = section_at(section.sh_link);
      for (Elf64_Xword at_byte = 0; at_byte < section.sh_size; at_byte += sizeof(Elf64_Dyn)) {
        const auto entry = at<Elf64_Dyn>(section.sh_offset + at_byte);
        if (entry.d_tag == DT_RUNPATH || entry.d_tag == DT_RPATH)
          return text_at(names.sh_offset + entry.d_un.d_val);
      }
    }
    return "";
  }

 private:
  template <class T>
  T at(Elf64_Off offset) {
    T value{};
    stream_.clear();
    stream_.seekg(static_cast<std::streamoff>(offset));
    if (!stream_.read(reinterpret_cast<char*>(&value), sizeof value)) value = T{};
    return value;
  }
  Elf64_Shdr section_at(Elf64_Word number) {
    return at<Elf64_Shdr>(header_.e_shoff + Elf64_Off{number} * header_.e_shentsize);
  }
  std::string text_at(Elf64_Off offset) {
    std::string text;
    stream_.clear();
    stream_.seekg(static_cast<std::streamoff>(offset));
    std::getline(stream_, text, '\0');
    return text;
  }

  std::ifstream stream_;
  Elf64_Ehdr header_{};
};

}  // namespace

std::vector<fs::path> run_path_of(const fs::path& program) {
  std::vector<fs::path> folders;
  std::istringstream list(Elf(program).run_path());
  for (std::string folder; std::getline(list, folder, ':');) {
    for (const std::string_view origin : kOrigin) {
      if (folder.starts_with(origin)) folder.replace(0, origin.size(), program.parent_path().string());
    }
    std::error_code missing;
    if (fs::is_directory(folder, missing)) folders.emplace_back(folder);
  }
  return folders;
}

std::vector<fs::path> run_paths_below(std::vector<fs::path> folders) {
  std::set<fs::path> found;
  while (!folders.empty()) {
    std::error_code missing;
    const fs::directory_iterator files(folders.back(), missing);
    folders.pop_back();
    for (const auto& file : files) {
      if (!file.is_regular_file()) continue;
      for (const fs::path& wanted : run_path_of(file.path())) {
        if (found.insert(wanted).second) folders.push_back(wanted);
      }
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace ordeal

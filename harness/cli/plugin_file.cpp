#include "harness/cli/plugin_file.hpp"

#include <elf.h>

#include <cstring>
#include <fstream>

namespace ordeal::cli {
namespace fs = std::filesystem;
namespace {

#if defined(__x86_64__)
constexpr auto kMachine = EM_X86_64;
constexpr const char* kMachineName = "x86-64";
#elif defined(__aarch64__)
constexpr auto kMachine = EM_AARCH64;
constexpr const char* kMachineName = "AArch64";
#endif

struct Unreadable {
  std::string why;
};

// A file that may hold anything: what it says of its own sizes is checked against its real one.
class ElfFile {
 public:
  explicit ElfFile(const fs::path& file) : stream_(file, std::ios::binary), bytes_(fs::file_size(file)) {
    if (!stream_) throw Unreadable{"cannot be opened for reading"};
    if (bytes_ < sizeof(Elf64_Ehdr) || std::memcmp(bytes_at(0, SELFMAG).data(), ELFMAG, SELFMAG) != 0) {
      throw Unreadable{"is no ELF file"};
    }
    std::memcpy(&header_, bytes_at(0, sizeof header_).data(), sizeof header_);
    if (header_.e_ident[EI_CLASS] != ELFCLASS64 || header_.e_machine != kMachine) {
      throw Unreadable{"is for another kind of machine than this one, " + std::string(kMachineName)};
    }
    if (header_.e_type != ET_DYN) throw Unreadable{"is an ELF file, but no shared library"};
    sections_ = records_at<Elf64_Shdr>(header_.e_shoff, std::size_t{header_.e_shnum} * sizeof(Elf64_Shdr));
  }

  template <class Take>
  void for_each_symbol(const Take& take) {
    for (const Elf64_Shdr& section : sections_) {
      if (section.sh_type != SHT_DYNSYM) continue;
      if (section.sh_link >= sections_.size()) throw Unreadable{"is damaged: its symbols have no names"};
      const Elf64_Shdr& texts = sections_[section.sh_link];
      const std::string names = bytes_at(texts.sh_offset, texts.sh_size);
      for (const auto& symbol : records_at<Elf64_Sym>(section.sh_offset, section.sh_size)) {
        if (symbol.st_name < names.size()) {
          take({.name = names.c_str() + symbol.st_name, .wanted = symbol.st_shndx == SHN_UNDEF});
        }
      }
    }
  }

 private:
  std::string bytes_at(std::uint64_t offset, std::uint64_t size) {
    if (offset > bytes_ || size > bytes_ - offset) throw Unreadable{"is damaged: it is shorter than it says"};
    std::string bytes(size, '\0');
    stream_.seekg(static_cast<std::streamoff>(offset));
    if (!stream_.read(bytes.data(), static_cast<std::streamsize>(size))) throw Unreadable{"cannot be read"};
    return bytes;
  }

  template <class Record>
  std::vector<Record> records_at(std::uint64_t offset, std::uint64_t size) {
    const std::string bytes = bytes_at(offset, size);
    std::vector<Record> records(bytes.size() / sizeof(Record));
    if (!records.empty()) std::memcpy(records.data(), bytes.data(), records.size() * sizeof(Record));
    return records;
  }

  std::ifstream stream_;
  std::uint64_t bytes_;
  Elf64_Ehdr header_{};
  std::vector<Elf64_Shdr> sections_;
};

}  // namespace

boost::system::result<std::vector<LibrarySymbol>, std::string> symbols_of(const fs::path& file,
                                                                          std::string_view prefix) {
  const auto refused = [&](const std::string& why) {
    return boost::system::result<std::vector<LibrarySymbol>, std::string>(
        boost::system::in_place_error, file.string() + " " + why + "; name a shared library, libmysteps.so");
  };
  std::error_code missing;
  if (!fs::exists(file, missing)) return refused("is not there");
  if (!fs::is_regular_file(file, missing)) return refused("is no file");
  try {
    std::vector<LibrarySymbol> found;
    ElfFile(file).for_each_symbol([&](LibrarySymbol symbol) {
      if (symbol.name.starts_with(prefix)) found.push_back(std::move(symbol));
    });
    return found;
  } catch (const Unreadable& problem) {
    return refused(problem.why);
  }
}

}  // namespace ordeal::cli

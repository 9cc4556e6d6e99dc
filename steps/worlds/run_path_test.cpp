#include "steps/worlds/run_path.hpp"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

namespace ordeal {
namespace {

namespace fs = std::filesystem;

class ARunPath : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_ / "lib"); }
  void TearDown() override { fs::remove_all(folder_); }

  // The least that is an ELF file: a dynamic section with one entry, and the text that it names.
  fs::path program(const std::string& run_path, Elf64_Sxword tag = DT_RUNPATH) {
    struct {
      Elf64_Ehdr header{};
      Elf64_Shdr sections[2]{};
      Elf64_Dyn entry{};
      char text[512]{};
    } elf;
    std::memcpy(elf.header.e_ident, ELFMAG, SELFMAG);
    elf.header.e_ident[EI_CLASS] = ELFCLASS64;
    elf.header.e_shoff = offsetof(decltype(elf), sections);
    elf.header.e_shentsize = sizeof(Elf64_Shdr);
    elf.header.e_shnum = 2;
    elf.sections[0].sh_type = SHT_DYNAMIC;
    elf.sections[0].sh_link = 1;
    elf.sections[0].sh_offset = offsetof(decltype(elf), entry);
    elf.sections[0].sh_size = sizeof elf.entry;
    elf.sections[1].sh_offset = offsetof(decltype(elf), text);
    elf.entry.d_tag = tag;
    elf.entry.d_un.d_val = 1;
    run_path.copy(elf.text + 1, sizeof elf.text - 2);
    const fs::path file = folder_ / "program";
    std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(&elf), sizeof elf);
    return file;
  }

  const fs::path folder_ = fs::temp_directory_path() / ("run-path-" + std::to_string(::getpid()));
};

TEST_F(ARunPath, HasTheFoldersThatAreThere) {
  const std::string lib = folder_ / "lib";
  EXPECT_EQ(run_path_of(program(lib + ":/no/such/folder:" + folder_.string())),
            (std::vector<fs::path>{lib, folder_}));
}

TEST_F(ARunPath, BeginsAtTheProgramWhereItSaysSo) {
  EXPECT_EQ(run_path_of(program("$ORIGIN/lib")), std::vector{folder_ / "lib"});
  EXPECT_EQ(run_path_of(program("${ORIGIN}/lib")), std::vector{folder_ / "lib"});
}

TEST_F(ARunPath, MayBeOfTheOlderKind) {
  EXPECT_EQ(run_path_of(program(folder_, DT_RPATH)), std::vector{folder_});
}

TEST_F(ARunPath, IsEmptyForWhatIsNoProgram) {
  std::ofstream(folder_ / "text") << "no program\n";
  std::ofstream(folder_ / "empty") << "";
  EXPECT_TRUE(run_path_of(folder_ / "text").empty());
  EXPECT_TRUE(run_path_of(folder_ / "empty").empty());
  EXPECT_THROW(run_path_of(folder_ / "missing"), std::runtime_error);
}

TEST_F(ARunPath, IsGatheredFromAllFilesOfFoldersAndFromTheLibrariesThere) {
  fs::create_directories(folder_ / "more");
  fs::rename(program("$ORIGIN/../more"), folder_ / "lib" / "library");
  program("$ORIGIN/lib");
  std::ofstream(folder_ / "text") << "no program\n";
  const auto found = run_paths_below({folder_, "/no/such/folder"});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0], folder_ / "lib");
  EXPECT_TRUE(fs::equivalent(found[1], folder_ / "more")) << found[1];
}

}  // namespace
}  // namespace ordeal

#include "pipeline/env/conformance/world_under_test.hpp"

namespace slots::conformance {
namespace {

class FilesConformance : public Conformance {
 protected:
  std::string file(const std::string& name) { return world->folder() + "/" + name; }
};
INSTANTIATE_TEST_SUITE_P(Worlds, FilesConformance, ::testing::ValuesIn(worlds_under_test()), name_of);

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "none" : result.error().code.text;
}

TEST_P(FilesConformance, ReadsWhatWasWritten) {
  run_alone([this](Env& env) -> Task<void> {
    const std::string contents("with \0 and \xff", 12);
    EXPECT_TRUE(co_await env.files.write(file("a"), contents));
    EXPECT_EQ((co_await env.files.read(file("a"), 100)).value(), contents);
    EXPECT_TRUE(co_await env.files.write(file("a"), ""));
    EXPECT_EQ((co_await env.files.read(file("a"), 100)).value(), "");
  });
}

TEST_P(FilesConformance, ReadsNoMoreThanItMay) {
  run_alone([this](Env& env) -> Task<void> {
    EXPECT_TRUE(co_await env.files.write(file("a"), "12345"));
    EXPECT_TRUE(co_await env.files.read(file("a"), 5));
    EXPECT_EQ(code_of(co_await env.files.read(file("a"), 4)), "PAYLOAD_TOO_LARGE");
  });
}

TEST_P(FilesConformance, KnowsWhatIsAbsent) {
  run_alone([this](Env& env) -> Task<void> {
    EXPECT_EQ(code_of(co_await env.files.read(file("absent"), 5)), "NOT_FOUND");
    EXPECT_EQ(code_of(co_await env.files.sha256(file("absent"))), "MODEL_NOT_FOUND");
    EXPECT_EQ(code_of(co_await env.files.rename(file("absent"), file("b"))), "NOT_FOUND");
    EXPECT_EQ(code_of(co_await env.files.write(file("absent/a"), "x")), "NOT_FOUND");
    EXPECT_TRUE(co_await env.files.remove_all(file("absent")));
  });
}

TEST_P(FilesConformance, HashesContents) {
  run_alone([this](Env& env) -> Task<void> {
    EXPECT_TRUE(co_await env.files.write(file("abc"), "abc"));
    EXPECT_EQ((co_await env.files.sha256(file("abc"))).value(),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2, B.1
  });
}

TEST_P(FilesConformance, RenamesOverWhatIsThere) {
  run_alone([this](Env& env) -> Task<void> {
    EXPECT_TRUE(co_await env.files.write(file("part"), "new"));
    EXPECT_TRUE(co_await env.files.write(file("model"), "old"));
    EXPECT_TRUE(co_await env.files.rename(file("part"), file("model")));
    EXPECT_EQ((co_await env.files.read(file("model"), 10)).value(), "new");
    EXPECT_EQ(code_of(co_await env.files.read(file("part"), 10)), "NOT_FOUND");
  });
}

TEST_P(FilesConformance, MakesAndRemovesFoldersWithAllThatIsInThem) {
  run_alone([this](Env& env) -> Task<void> {
    EXPECT_TRUE(co_await env.files.make_folder(file("slots/s1")));
    EXPECT_TRUE(co_await env.files.make_folder(file("slots/s1")));
    EXPECT_TRUE(co_await env.files.write(file("slots/s1/a"), "x"));
    const std::vector<std::string> beside = {"slots.part", "slots-of-another", "slots0"};
    for (const std::string& name : beside) EXPECT_TRUE(co_await env.files.write(file(name), name));
    EXPECT_TRUE(co_await env.files.remove_all(file("slots")));
    EXPECT_EQ(code_of(co_await env.files.read(file("slots/s1/a"), 5)), "NOT_FOUND");
    for (const std::string& name : beside) {
      const auto there = co_await env.files.read(file(name), 20);
      EXPECT_TRUE(there && *there == name) << name << " is gone, too";
    }
  });
}

}  // namespace
}  // namespace slots::conformance

#include <dlfcn.h>

#include "harness/cli/trial.hpp"
#include "harness/definitions/plugin_interface.hpp"
#include "harness/text/shell_word.hpp"

namespace ordeal::cli {
namespace {

std::string library(const std::string& name) {
  return ORDEAL_BINARY_DIR "/lib/lib" + name + ".so";
}
// As a word of a shell's command line.
std::string library_word(const std::string& name) {
  return shell_word(library(name));
}

class APlugin : public Trial {
 protected:
  APlugin() {
    write("plums.feature",
          "Feature: Plums\n  Scenario: they are kept\n    Given a jar with 2 plums\n"
          "    Then the jar has 2 plums\n");
    write("eaten.feature",
          "Feature: Plums\n  Scenario: one is eaten\n    Given a jar with 1 plum\n"
          "    Then the jar has 2 plums\n");
  }
  Answer ordeal(const std::string& arguments) const {
    return shell(shell_word(ORDEAL_BINARY_DIR "/bin/ordeal-without-steps") + " " + arguments);
  }
  void is_refused(const std::string& file, const std::string& why) const {
    const Answer answer = ordeal("run --load " + shell_word(file) + " plums.feature");
    EXPECT_EQ(answer.exit_code, 2) << file;
    EXPECT_THAT(answer.err, HasSubstr(why)) << answer.out;
    EXPECT_THAT(answer.out, Not(HasSubstr("Plums")));
  }
};

TEST_F(APlugin, BringsItsStepsToRunAndStepsAndLint) {
  const std::string load = "--load " + library_word("harness_cli_plugin") + " ";
  const Answer run = ordeal("run " + load + "plums.feature");
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("2 steps (2 passed)"));
  EXPECT_THAT(ordeal("steps " + load).out, HasSubstr("the jar has {int} plum(s)"));
  EXPECT_THAT(ordeal("lint " + load + "plums.feature").out, Not(HasSubstr("undefined")));
  EXPECT_EQ(ordeal("run plums.feature").exit_code, 1) << "the steps are there without it";
}

TEST_F(APlugin, FailsAsStepsInTheProgramDo) {
  const Answer run = ordeal("run --load " + library_word("harness_cli_plugin") + " eaten.feature");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, HasSubstr("harness/cli/trial_plugin.cpp:"));
  EXPECT_THAT(shell("cat ordeal-report/evidence/*/rerun.sh").out,
              HasSubstr("--load " + library_word("harness_cli_plugin")));
}

#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)  // they have stacks of their own
TEST_F(APlugin, ThatCrashesShowsItsOwnFunctionsAlone) {
  write("fall.feature", "Feature: Falling\n  Scenario: one\n    When the jar falls\n");
  for (const char* isolation : {"scenario", "worker"}) {
    const Answer run =
        ordeal("run --load " + library_word("harness_cli_plugin") + " fall.feature --isolate " + isolation);
    EXPECT_EQ(run.exit_code, 1) << run.err;
    EXPECT_THAT(run.out, HasSubstr("in (anonymous namespace)::drop("));
    EXPECT_THAT(run.out, HasSubstr("trial_plugin.cpp:"));
    EXPECT_THAT(run.out, Not(HasSubstr("in main at ")));
    EXPECT_THAT(run.out, Not(HasSubstr("execute.cpp")));
  }
}
#endif

TEST_F(APlugin, IsNamedTwiceWithoutHarm) {
  const std::string load = "--load " + library_word("harness_cli_plugin") + " ";
  EXPECT_EQ(ordeal("run " + load + load + "plums.feature").exit_code, 0);
}

TEST_F(APlugin, OfAnotherInterfaceIsRefusedBeforeItsCodeRuns) {
  const std::string file = library("harness_cli_plugin_from_elsewhere");
  is_refused(file, "was built for plug-in interface 99 (libfuture), and this program has " +
                       std::to_string(ORDEAL_PLUGIN_VERSION) + " (");
  EXPECT_THAT(ordeal("steps --load " + shell_word(file)).out, Not(HasSubstr("code of the plug-in runs")));
}

TEST(ThePluginsInterface, IsASymbolWithoutWhichTheSystemLoadsNothing) {
  EXPECT_EQ(dlopen(library("harness_cli_plugin_from_elsewhere").c_str(), RTLD_NOW), nullptr);
  EXPECT_THAT(dlerror(), HasSubstr("undefined symbol: ordeal_plugin_interface_99_libfuture"));
}

TEST_F(APlugin, IsRefusedWithTheReasonWhenItIsNone) {
  write("text.so", "Feature: no library\n");
  write("short.so", std::string("\177ELF\2\1\1", 7) + std::string(60, '\377'));
  is_refused("nowhere.so", "nowhere.so is not there");
  is_refused("features", "features is no file");
  is_refused("text.so", "text.so is no ELF file");
  is_refused("short.so", "short.so is for another kind of machine");
  is_refused(library("harness_cli_plugin_without_interface"), "nothing in it includes <ordeal/steps.hpp>");
  is_refused(library("harness_cli_plugin_without_steps"), "brings no step definition");
  is_refused(library("harness_cli_plugin_with_own_copy"), "Link it to ordeal::steps");
}

TEST_F(APlugin, ThatIsDamagedIsRefusedWhereverItIsCut) {
  shell("cp " + library_word("harness_cli_plugin") + " whole.so");
  const std::string whole = content("whole.so");
  for (const std::size_t bytes : {std::size_t{63}, std::size_t{64}, whole.size() / 2, whole.size() - 1}) {
    write("cut.so", whole.substr(0, bytes));
    is_refused("cut.so", "cut.so is ");
  }
}

TEST_F(APlugin, CannotBeLoadedIntoAProgramThatLendsNoSymbols) {
  const Answer answer = trial("run --load " + library_word("harness_cli_plugin") + " plums.feature");
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_THAT(answer.err, HasSubstr("ordeal_add_suite(… PLUGINS)"));
}

}  // namespace
}  // namespace ordeal::cli

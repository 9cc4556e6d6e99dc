#include "harness/cli/trial.hpp"

namespace ordeal::cli {
namespace {

class Completion : public Trial {
 protected:
  // What bash offers for the last of these words, asked through the function that `complete` knows.
  std::string offered(const std::string& words) const {
    const Answer answer =
        shell("'" + program() +
              "' completion bash > script && bash -c 'source ./script && "
              "f=$(complete -p trial | sed \"s/.*-F \\([^ ]*\\).*/\\1/\") && COMP_WORDS=(" +
              words + ") && COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) && $f && echo \"${COMPREPLY[@]}\"'");
    EXPECT_EQ(answer.exit_code, 0) << answer.err;
    return answer.out;
  }
};

TEST_F(Completion, OffersCommands) {
  EXPECT_EQ(offered("trial \"\""), "run report merge parse steps list lint new doctor completion\n");
  EXPECT_EQ(offered("trial li"), "list lint\n");
  EXPECT_EQ(offered("trial completion \"\""), "bash zsh fish\n");
}

TEST_F(Completion, OffersTheOptionsOfACommand) {
  EXPECT_EQ(offered("trial run --ord"), "--order\n");
  EXPECT_EQ(offered("trial list --ord"), "\n");
  EXPECT_EQ(offered("trial run --keep --form"), "--format\n");
}

TEST_F(Completion, OffersTheChoicesOfAnOption) {
  EXPECT_EQ(offered("trial run --order r"), "reverse random\n");
  EXPECT_EQ(offered("trial list --on = t"), "there\n");
  EXPECT_EQ(offered("trial steps --format ="), "text markdown html json\n");
  EXPECT_EQ(offered("trial lint --rule sleep"), "sleep-in-body sleep-step\n");
}

TEST_F(Completion, LeavesFilesToTheShell) {
  EXPECT_EQ(offered("trial run feat"), "\n");
  EXPECT_EQ(offered("trial lint --tags feat"), "\n");
  EXPECT_THAT(content("script"), HasSubstr("complete -o default -F _trial trial"));
}

TEST_F(Completion, HasScriptsForOtherShells) {
  EXPECT_THAT(trial("completion zsh").out,
              HasSubstr("'*--order[defined, reverse or random]:value:(defined reverse random)'"));
  EXPECT_THAT(trial("completion zsh").out, HasSubstr("'*--keep["));
  EXPECT_THAT(trial("completion fish").out,
              HasSubstr("-n '__fish_seen_subcommand_from run' -l order -d 'defined, reverse or random' -x -a "
                        "'defined reverse random'"));
  EXPECT_EQ(trial("completion tcsh").exit_code, 2);
}

}  // namespace
}  // namespace ordeal::cli

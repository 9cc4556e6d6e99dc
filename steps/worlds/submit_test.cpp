// A submission whose answer was lost is sent again: it must find its slot, whatever has happened meanwhile.
#include "pipeline/client/ask.hpp"
#include "steps/worlds/simulated_slot_fixture.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

class RepeatedSubmission : public SimulatedSlot {
 protected:
  // Submits once, in a process of its own: the slot's id, or the error's code.
  std::string submit(slots::Submit request) {
    std::string answer;
    world_.start("client", [&, request](slots::Env& env) { return ask_once(env, request, answer); });
    ended("client", 1s);
    return answer;
  }

 private:
  static slots::Task<int> ask_once(slots::Env& env, slots::Submit request, std::string& answer) {
    auto said = co_await slots::ask(env, "http://director", request);
    answer = said ? std::get<slots::Accepted>(*said).slot : said.error().code.text;
    co_return 0;
  }
};

TEST_F(RepeatedSubmission, FindsItsSlotWhenTheQueueIsFullMeanwhile) {
  slots::DirectorConfig with = config();
  with.queue_limit = 1;
  start_director(with);
  const std::string slot = submit(order("key"));
  EXPECT_EQ(slot.substr(0, 5), "slot-");
  EXPECT_EQ(submit(order("other")), "QUEUE_FULL");
  EXPECT_EQ(submit(order("key")), slot);
}

TEST_F(RepeatedSubmission, FindsItsSlotWhenTheDirectorDrainsMeanwhile) {
  start_director();
  const std::string slot = submit(order("key"));
  ASSERT_TRUE(until([&] { return logged("slot_dispatched") == 1; }));
  world_.signal("director", SIGTERM);
  pass(1s);
  EXPECT_EQ(submit(order("other")), "DRAINING");
  EXPECT_EQ(submit(order("key")), slot);
}

TEST_F(RepeatedSubmission, WithAnotherBodyIsAConflict) {
  start_director();
  submit(order("key"));
  slots::Submit other = order("key");
  other.prompt = "a blue whale";
  EXPECT_EQ(submit(other), "CONFLICT");
}

}  // namespace
}  // namespace ordeal

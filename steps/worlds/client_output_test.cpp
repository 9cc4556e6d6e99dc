#include "steps/worlds/client_output.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace ordeal {
namespace {

class ClientOutputFile : public testing::Test {
 protected:
  ClientOutputFile() : file_(std::filesystem::path(testing::TempDir()) / "client_output_test.jsonl") {
    std::filesystem::remove(file_);
  }
  ~ClientOutputFile() override { std::filesystem::remove(file_); }
  void write(const std::string& text) { std::ofstream(file_, std::ios::app) << text; }

  std::filesystem::path file_;
};

constexpr const char* kAccepted =
    R"({"accepted":{"slot":"slot-1","correlation_id":"c","deadline_ms":21000,"position":0}})"
    "\n";
constexpr const char* kEvent =
    R"({"event":{"sequence":1,"slot":"slot-1","type":"accepted","at_ms":0,"fields":{}}})"
    "\n";

TEST_F(ClientOutputFile, GivesTheViewWhatSlotctlSaid) {
  write(std::string(kAccepted) + kEvent +
        R"({"done":{"attempts":1}})"
        "\n");
  SlotView view;
  ClientOutput(file_).read_into(view);
  EXPECT_EQ(view.id, "slot-1");
  ASSERT_EQ(view.events.size(), 1u);
  EXPECT_EQ(view.events[0].type, "accepted");
  EXPECT_EQ(view.result.at("attempts").to_number<int>(), 1);
  EXPECT_FALSE(view.error);
}

TEST_F(ClientOutputFile, GivesTheErrorWithItsCode) {
  write(R"({"error":{"code":"QUEUE_FULL","message":"full"}})"
        "\n");
  SlotView view;
  ClientOutput(file_).read_into(view);
  ASSERT_TRUE(view.error);
  EXPECT_EQ(view.error->code.text, "QUEUE_FULL");
}

TEST_F(ClientOutputFile, LeavesALineThatIsNotWholeYetForTheNextTime) {
  ClientOutput output(file_);
  SlotView view;
  output.read_into(view);  // before slotctl has made the file
  const std::string event = kEvent;
  write(kEvent + event.substr(0, 20));
  output.read_into(view);
  EXPECT_EQ(view.events.size(), 1u);
  write(event.substr(20));
  output.read_into(view);
  output.read_into(view);
  EXPECT_EQ(view.events.size(), 2u);
}

TEST_F(ClientOutputFile, PassesOverLinesThatAreNoneOfSlotctlsObjects) {
  write("warning: locale\n[1, 2]\n{\"trouble\":\"again\"}\n" + std::string(kAccepted));
  SlotView view;
  ClientOutput(file_).read_into(view);
  EXPECT_EQ(view.id, "slot-1");
  EXPECT_FALSE(view.error);
}

}  // namespace
}  // namespace ordeal

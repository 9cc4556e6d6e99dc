#include "steps/worlds/client_output.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace ordeal {
namespace {

class ClientOutputFile : public testing::Test {
 protected:
  ClientOutputFile()
      : file_(std::filesystem::path(testing::TempDir()) / ("client_output-" + std::to_string(getpid()))) {
    std::filesystem::remove(file_);
  }
  ~ClientOutputFile() override { std::filesystem::remove(file_); }
  void write(const std::string& text) { std::ofstream(file_, std::ios::app) << text; }
  void read() {
    output_.read_into(view_, [this](slots::SlotEvent event) { events_.push_back(std::move(event)); });
  }

  std::filesystem::path file_;
  ClientOutput output_{file_};
  SlotView view_;
  std::vector<slots::SlotEvent> events_;
};

constexpr const char* kAccepted =
    R"({"accepted":{"slot":"slot-1","correlation_id":"c","deadline_ms":21000,"position":0,"expected_start_ms":0}})"
    "\n";
constexpr const char* kEvent =
    R"({"event":{"sequence":1,"slot":"slot-1","correlation_id":"c","type":"accepted","at_ms":0,"fields":{}}})"
    "\n";

TEST_F(ClientOutputFile, GivesTheViewWhatSlotctlSaid) {
  write(std::string(kAccepted) + kEvent +
        R"({"done":{"attempts":1}})"
        "\n");
  read();
  EXPECT_EQ(view_.id, "slot-1");
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].type, "accepted");
  EXPECT_EQ(view_.result.at("attempts").to_number<int>(), 1);
  EXPECT_FALSE(view_.error);
}

TEST_F(ClientOutputFile, GivesTheErrorWithItsCode) {
  write(R"({"error":{"code":"QUEUE_FULL","message":"full"}})"
        "\n");
  read();
  ASSERT_TRUE(view_.error);
  EXPECT_EQ(view_.error->code.text, "QUEUE_FULL");
}

TEST_F(ClientOutputFile, LeavesALineThatIsNotWholeYetForTheNextTime) {
  read();  // before slotctl has made the file
  const std::string event = kEvent;
  write(kEvent + event.substr(0, 20));
  read();
  EXPECT_EQ(events_.size(), 1u);
  write(event.substr(20));
  read();
  read();
  EXPECT_EQ(events_.size(), 2u);
}

TEST_F(ClientOutputFile, PassesOverLinesThatAreNoneOfSlotctlsObjects) {
  write("warning: locale\n[1, 2]\n{\"trouble\":\"again\"}\n" + std::string(kAccepted));
  read();
  EXPECT_EQ(view_.id, "slot-1");
  EXPECT_FALSE(view_.error);
}

}  // namespace
}  // namespace ordeal

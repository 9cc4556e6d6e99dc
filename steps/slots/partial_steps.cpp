// What there is of a slot that failed.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "harness/definitions/define.hpp"
#include "pipeline/protocol/artefact.hpp"
#include "pipeline/protocol/partial.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/requests.hpp"

namespace ordeal {
namespace {

namespace fs = std::filesystem;

// As slotctl was told; empty: nothing.
boost::json::object partial_of(const SlotView& slot) {
  if (!slot.error) throw std::runtime_error("slotctl said no error");
  const auto told = slot.error->to_json();
  const auto* partial = slots::partial_of(told);
  return partial ? *partial : boost::json::object();
}

std::string listed(const boost::json::value& stages) {
  std::string text;
  for (const auto& stage : stages.as_array())
    text += (text.empty() ? "" : ", ") + std::string(stage.as_string());
  return text;
}

void expect_fetched(const SlotView& slot, const boost::json::object& partial) {
  const auto files = slots::artefacts_of(partial).value();
  EXPECT_FALSE(files.empty()) << "there is no file of it";
  for (const slots::Artefact& file : files) {
    ASSERT_TRUE(fs::exists(slot.out / file.name)) << file.name << " was not fetched";
    EXPECT_EQ(fs::file_size(slot.out / file.name), static_cast<std::uintmax_t>(file.bytes)) << file.name;
  }
  std::ifstream stream(slot.out / "slot.json");
  const auto told = boost::json::parse(stream).as_object();
  EXPECT_TRUE(told.at(slots::kPartial).as_bool()) << "slot.json does not say that it is partial";
  EXPECT_EQ(told.at("error").at("code"), "WORKER_CRASHED");
  const auto* named = told.if_contains("slot");
  EXPECT_TRUE(named && *named == boost::json::string(slot.id)) << "slot.json does not name " << slot.id;
}

}  // namespace

GIVEN("a slot is given to {int} worker(s) at most", (Director & director, int workers),
      "Before the director starts.") {
  director.config().dispatches = workers;
}

THEN("there is of it what these stages made: {string}", (Clients & clients, const std::string& stages),
     "In the error that its client was told; where files are real, slotctl has fetched them, and its "
     "slot.json "
     "says that the slot is partial.") {
  const SlotView& slot = clients.slot();
  const auto partial = partial_of(slot);
  ASSERT_TRUE(partial.contains("stages")) << "nothing is said of it: " << slot.error->message;
  EXPECT_EQ(listed(partial.at("stages")), stages);
  if (!slot.out.empty()) expect_fetched(slot, partial);
}

THEN("there is nothing of it", (Clients & clients)) {
  EXPECT_TRUE(partial_of(clients.slot()).empty()) << boost::json::serialize(partial_of(clients.slot()));
}

THEN("the director says the same of it to whoever asks", (Clients & clients, Requests& requests)) {
  const auto answer = requests.ask({.target = "/v1/slots/" + clients.slot().id}).json();
  const auto* told = slots::partial_of(answer.at("result").as_object());
  ASSERT_TRUE(told) << "it says nothing of it: " << boost::json::serialize(answer);
  EXPECT_EQ(*told, partial_of(clients.slot()));
}

}  // namespace ordeal

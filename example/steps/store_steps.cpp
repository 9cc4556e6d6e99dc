// What the store does for its users.
#include <boost/describe.hpp>
#include <fstream>
#include <ordeal/steps.hpp>
#include <sstream>

#include "server.hpp"

using namespace ordeal;

namespace {

struct Entry {
  std::string key, value;
};
BOOST_DESCRIBE_STRUCT(Entry, (), (key, value))

void set(Server& server, const std::string& key, const std::string& value) {
  ASSERT_EQ(server.ask("SET " + key + " " + value), "OK");
}

}  // namespace

GIVEN("a running store", (Server & server), "Waits until it says that it is ready.") {
  server.start();
}

WHEN("{string} is set to {string}", (Server & server, const std::string& key, const std::string& value)) {
  set(server, key, value);
}

WHEN("these are set:", (Server & server, const std::vector<Entry>& entries), "A table with key and value.") {
  for (const Entry& entry : entries) set(server, entry.key, entry.value);
}

THEN("{string} is {string}", (Server & server, const std::string& key, const std::string& value)) {
  EXPECT_THAT(server.ask("GET " + key), testing::Optional("VALUE " + value));
}

THEN("there is no {string}", (Server & server, const std::string& key)) {
  EXPECT_EQ(server.ask("GET " + key), "NONE");
}

THEN("the store holds {int} key(s)", (Server & server, int keys)) {
  EXPECT_EQ(server.ask("COUNT"), "COUNT " + std::to_string(keys));
}

// What the server said stands in the report of each scenario that failed.
AFTER((CurrentScenario & scenario, Server& server, Attachments& attachments),
      .name = "what the server said") {
  if (scenario.failed && std::filesystem::exists(server.output())) {
    attachments.attach_file(server.output(), "text/plain");
  }
}

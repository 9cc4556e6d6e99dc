#include "pipeline/real/http/server_clients.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <set>

#include "pipeline/real/descriptor_limit.hpp"
#include "pipeline/real/http/http_server_fixture.hpp"

namespace slots {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// The soft limit while it lives.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t most) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit limit{most, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ~DescriptorLimit() { lift(); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;
  void lift() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(ServerClients, LeaveDescriptorsForFilesAndWorkers) {
  EXPECT_EQ(clients_for(1'024), 448u);
  EXPECT_EQ(clients_for(1'048'576), 4'096u);
  EXPECT_EQ(clients_for(64), 16u);
  EXPECT_EQ(clients_for(1), 1u);
  for (const std::size_t descriptors : {64, 256, 1'024, 4'096, 65'536}) {
    EXPECT_LE(2 * clients_for(descriptors) + std::min<std::size_t>(descriptors / 2, 128), descriptors);
  }
}

TEST(ServerClients, MayBeAsManyAsTheMachineAllows) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  DescriptorLimit low(std::min<rlim_t>(limit.rlim_max, 256));
  EXPECT_EQ(descriptor_limit(), std::min<rlim_t>(limit.rlim_max, 256));
  EXPECT_EQ(raise_descriptor_limit(), limit.rlim_max);
}

// A server whose process may open 200 descriptors when it begins to listen, so 50 clients.
void with_fifty_places(const testing::Answer& answer, const std::function<void(int port)>& client) {
  DescriptorLimit low(200);
  testing::serve(answer, [&](int port) {
    low.lift();  // the test's own clients take descriptors, too
    client(port);
  });
}

TEST(ServerClients, ThatSayNothingMakeRoomForThoseThatAsk) {
  with_fifty_places(testing::no_content, [](int port) {
    std::vector<Descriptor> idle;
    for (int n = 0; n < 120; ++n) {
      idle.push_back(testing::raw_client(port));
      testing::say(idle.back(), "GET /healthz HT");
    }
    const std::string answer = testing::get(port, "/v1/slots/x");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 204"));
    EXPECT_EQ(testing::hear_all(idle.front()), "") << "who waited longest was sent away";
    testing::say(idle.back(), "TP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(testing::hear_all(idle.back()), StartsWith("HTTP/1.1 204")) << "and who came last was not";
  });
}

TEST(ServerClients, ThatAreServedAreNotSentAway) {
  auto waiting = std::make_shared<std::atomic<int>>(0);
  auto over = std::make_shared<std::atomic<bool>>(false);
  with_fifty_places(
      [waiting, over](Env& env, ConnectionPtr connection, Message) -> Task<void> {
        ++*waiting;
        while (!*over) co_await env.sleep(1ms);
        connection->send(NoContent{});
      },
      [waiting, over](int port) {
        std::vector<Descriptor> served;
        for (int n = 0; n < 50; ++n) {
          served.push_back(testing::raw_client(port));
          testing::say(served.back(),
                       "DELETE /v1/slots/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        }
        testing::wait_until([&] { return *waiting == 50; });
        EXPECT_THAT(testing::hear_all(testing::raw_client(port)),
                    AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("Retry-After: 1\r\n"),
                          HasSubstr("50 clients are being served, the limit is 50")));
        *over = true;
        for (const auto& client : served) EXPECT_THAT(testing::hear_all(client), StartsWith("HTTP/1.1 204"));
        EXPECT_THAT(testing::get(port, "/v1/slots/x"), StartsWith("HTTP/1.1 204")) << "there is room again";
      });
}

}  // namespace
}  // namespace slots

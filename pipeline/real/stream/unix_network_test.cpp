#include "pipeline/real/stream/unix_network.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "pipeline/real/descriptor.hpp"
#include "pipeline/real/test_world.hpp"

namespace slots {
namespace {

using ::testing::AllOf;
using testing::Folder;
using ::testing::HasSubstr;
using testing::in_world;

struct Pair {
  ConnectionPtr dialled, accepted;
};

// Both ends of a new conversation.
Task<Pair> connect(Env& env, const std::string& address, Channel<ConnectionPtr>& accepted) {
  auto dialled = co_await env.network.dial(address);
  auto other = co_await accepted.receive();
  co_return Pair{dialled.value(), *other};
}

// A peer that does not speak the protocol.
Descriptor raw_connection(const std::string& path) {
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  EXPECT_EQ(::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return socket;
}

class UnixNetworkTest : public ::testing::Test {
 protected:
  const Folder folder;
  const std::string path = folder / "command.sock";
  const std::string address = "unix:" + path;
};

TEST_F(UnixNetworkTest, CarriesMessagesInOrderBothWays) {
  in_world([&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    auto [worker, director] = co_await connect(env, address, accepted);
    for (std::int64_t i = 0; i < 1000; ++i) worker->send(Beat{.number = i});
    director->send(RunStage{.slot = "s", .stage = Stage::image, .prompt = std::string(1 << 20, 'p')});
    for (std::int64_t i = 0; i < 1000; ++i) {
      EXPECT_EQ(std::get<Beat>(*co_await director->incoming.receive()).number, i);
    }
    EXPECT_EQ(std::get<RunStage>(*co_await worker->incoming.receive()).prompt.size(), 1 << 20);
  });
}

TEST_F(UnixNetworkTest, DeliversWhatWasSentBeforeTheEnd) {
  in_world([&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    auto [worker, director] = co_await connect(env, address, accepted);
    worker->send(Notice{.type = std::string(8 << 20, 'n')});
    worker->send(StageFailed{.slot = "last words", .fatal = true});
    worker.reset();
    EXPECT_TRUE(std::holds_alternative<Notice>(*co_await director->incoming.receive()));
    EXPECT_EQ(std::get<StageFailed>(*co_await director->incoming.receive()).slot, "last words");
    EXPECT_FALSE(co_await director->incoming.receive());
  });
}

TEST_F(UnixNetworkTest, WritesLastWordsAfterTheProgramHasReturned) {
  in_world([&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    std::thread worker([&] {
      RealWorld world({});
      world.run([&](Env& own) -> Task<int> {
        auto director = co_await own.network.dial(address);
        director.value()->send(Notice{.type = std::string(8 << 20, 'n')});
        co_return 0;
      });
    });
    auto director = co_await accepted.receive();
    const auto message = co_await (*director)->incoming.receive();
    EXPECT_TRUE(message && std::get<Notice>(*message).type.size() == 8 << 20);
    worker.join();
  });
}

TEST_F(UnixNetworkTest, TellsBothSidesOfAClosedConnection) {
  in_world([&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    auto [worker, director] = co_await connect(env, address, accepted);
    director->close();
    EXPECT_FALSE(co_await director->incoming.receive());
    EXPECT_FALSE(co_await worker->incoming.receive());
    director->send(ReleaseSlot{});
    worker->send(ReleaseSlot{});
  });
}

TEST_F(UnixNetworkTest, KeepsItsSocketPrivate) {
  const std::string inner = folder / "new/command.sock";
  in_world([&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen("unix:" + inner, accepted));
    struct stat found{};
    ::stat(inner.c_str(), &found);
    EXPECT_EQ(found.st_mode & 0777, 0600U);
    ::stat((folder / "new").c_str(), &found);
    EXPECT_EQ(found.st_mode & 0777, 0700U);
    co_return;
  });
  EXPECT_FALSE(std::filesystem::exists(inner)) << "the socket's file goes with its world";
}

TEST_F(UnixNetworkTest, RefusesAFolderThatOthersCanEnter) {
  ::chmod(folder.path().c_str(), 0755);
  in_world([&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    const auto listening = env.network.listen(address, accepted);
    EXPECT_THAT(listening.error().message, HasSubstr("must be this user's own with mode 0700"));
    EXPECT_THAT(listening.error().message, ::testing::Not(HasSubstr(folder.path())));
    co_return;
  });
}

TEST_F(UnixNetworkTest, TakesOverTheSocketOfAnEndedProgramButNotOfARunningOne) {
  {
    const Descriptor dead(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    path.copy(where.sun_path, sizeof where.sun_path - 1);
    ASSERT_EQ(::bind(dead.get(), reinterpret_cast<sockaddr*>(&where), sizeof where), 0);
  }
  in_world([&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    const auto second = env.network.listen(address, accepted);
    EXPECT_EQ(second.error().code, "CONFLICT");
    EXPECT_TRUE(co_await env.network.dial(address));
  });
}

TEST_F(UnixNetworkTest, NeverRemovesAFileThatIsNoSocket) {
  std::ofstream(path) << "precious";
  in_world([&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_EQ(env.network.listen(address, accepted).error().code, "CONFLICT");
    co_return;
  });
  EXPECT_EQ(testing::contents_of(path), "precious");
}

TEST_F(UnixNetworkTest, SaysThatNobodyListens) {
  in_world([&](Env& env) -> Task<void> {
    const auto nobody = co_await env.network.dial(address);
    EXPECT_EQ(nobody.error().code, "NETWORK_TIMEOUT");
    EXPECT_THAT(nobody.error().message, HasSubstr("nobody listens on command.sock"));
    const auto too_long = co_await env.network.dial("unix:/" + std::string(200, 'x'));
    EXPECT_THAT(too_long.error().message, HasSubstr("201 bytes; between 1 and 107"));
    const auto unknown = co_await env.network.dial("carrier-pigeon:7");
    EXPECT_EQ(unknown.error().code, "INVALID_REQUEST");
  });
}

TEST_F(UnixNetworkTest, CutsOffAPeerThatSendsRubbish) {
  const auto refused = [&](const std::string& bytes) {
    in_world([&](Env& env) -> Task<void> {
      Channel<ConnectionPtr> accepted(env.loop);
      EXPECT_TRUE(env.network.listen(address, accepted));
      const Descriptor peer = raw_connection(path);
      auto connection = co_await accepted.receive();
      EXPECT_EQ(::send(peer.get(), bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
      EXPECT_FALSE(co_await (*connection)->incoming.receive());
      char byte;
      EXPECT_LE(::recv(peer.get(), &byte, 1, MSG_DONTWAIT), 0) << "the peer is told, too";
    });
  };
  refused(std::string("\xff\xff\xff\xff", 4));
  refused(std::string("\0\0\0\x05hello", 9));
  refused(std::string("\0\0\0\0", 4));
  refused(std::string("\0\0\0\x12{\"message\":\"Beat\"}", 22));
}

TEST_F(UnixNetworkTest, CutsOffAPeerThatNamesAStageNobodyKnowsAndLogsWhy) {
  const std::string log = folder / "director.log";
  in_world({.role = "director", .log_file = log}, [&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    const Descriptor peer = raw_connection(path);
    auto connection = co_await accepted.receive();
    const std::string text =
        R"({"message":"StageStopped","slot":"s","stage":"sound","run":1,"generation":1,"fence":1})";
    const std::string frame = std::string(3, '\0') + static_cast<char>(text.size()) + text;
    EXPECT_EQ(::send(peer.get(), frame.data(), frame.size(), 0), static_cast<ssize_t>(frame.size()));
    EXPECT_FALSE(co_await (*connection)->incoming.receive());
  });
  EXPECT_THAT(testing::contents_of(log),
              AllOf(HasSubstr("connection_refused"),
                    HasSubstr("StageStopped: stage must be one of audio, image, video, clip")));
}

TEST_F(UnixNetworkTest, EndsAConversationCutInTheMiddleOfAFrame) {
  in_world([&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    {
      const Descriptor peer = raw_connection(path);
      EXPECT_EQ(::send(peer.get(), "\0\0\0\x10{\"mess", 10, 0), 10);
    }
    auto connection = co_await accepted.receive();
    EXPECT_FALSE(co_await (*connection)->incoming.receive());
  });
}

TEST_F(UnixNetworkTest, CutsOffAPeerThatNeverReads) {
  in_world([&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    const Descriptor peer = raw_connection(path);
    auto connection = co_await accepted.receive();
    for (int i = 0; i < 80; ++i) (*connection)->send(Notice{.type = std::string(1 << 20, 'n')});
    EXPECT_FALSE(co_await (*connection)->incoming.receive());
  });
}

TEST_F(UnixNetworkTest, HoldsAHundredConversationsAndLeaksNoDescriptor) {
  const auto before = testing::open_descriptors();
  in_world([&](Env& env) -> Task<void> {
    Channel<ConnectionPtr> accepted(env.loop);
    EXPECT_TRUE(env.network.listen(address, accepted));
    const auto idle = testing::open_descriptors();
    {
      std::vector<Pair> pairs;
      for (int i = 0; i < 100; ++i) pairs.push_back(co_await connect(env, address, accepted));
      for (auto& pair : pairs) pair.dialled->send(Beat{});
      for (auto& pair : pairs) EXPECT_TRUE(co_await pair.accepted->incoming.receive());
      EXPECT_EQ(testing::open_descriptors(), idle + 200);
    }
    co_await env.sleep(10ms);
    EXPECT_EQ(testing::open_descriptors(), idle);
  });
  EXPECT_EQ(testing::open_descriptors(), before);
}

}  // namespace
}  // namespace slots

// A worker's model files against a server that lies, fails, or is not there.
#include "pipeline/worker/model_store.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json.hpp>

#include "harness/sim/storage.hpp"
#include "pipeline/protocol/sha256.hpp"
#include "steps/worlds/sim_programs.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kUrl = "http://models";

// Fails the first downloads as a server does that is overloaded.
class BusyServer final : public slots::Network {
 public:
  BusyServer(slots::Env& env, int refusals, slots::Duration last_byte)
      : env_(env), network_(env.network), refusals_(refusals), last_byte_(last_byte) {}
  slots::Result<void> listen(const std::string& address, slots::Channel<slots::ConnectionPtr>& to) override {
    return network_.listen(address, to);
  }
  slots::Task<slots::Result<slots::ConnectionPtr>> dial(std::string address) override {
    co_return co_await network_.dial(std::move(address));
  }
  slots::Task<slots::Result<std::int64_t>> fetch(slots::FetchRequest request) override {
    if (refusals_-- > 0) {
      co_return slots::Error{
          .code = "DOWNLOAD_FAILED", .message = "the server answered 503", .details = {{"status", 503}}};
    }
    auto fetched = co_await network_.fetch(std::move(request));
    co_await env_.sleep(last_byte_);
    co_return fetched;
  }

 private:
  slots::Env& env_;
  slots::Network& network_;
  int refusals_;
  slots::Duration last_byte_;  // how long it is in coming
};

class Models : public testing::Test {
 protected:
  Models() : world_({}, rule::RuleBlock::in_memory().value()) {
    place_models(world_, "/served");
    for (const auto& [path, contents] : world_.files()) {
      world_.served()[kUrl + path.substr(std::string("/served").size())] = contents;
    }
  }

  // Makes the models in /models whole; "" or the error's code.
  std::string make_whole(const std::string& url = kUrl) {
    notices_.clear();
    error_.reset();
    world_.start("worker", [this, url](slots::Env& env) { return run(env, url); });
    EXPECT_TRUE(world_.run_until([&] { return !world_.running("worker"); }, 300s));
    return error_ ? error_->code.text : "";
  }
  void serve(const std::string& file, const std::string& contents) {
    world_.served()[std::string(kUrl) + "/" + file] = contents;
  }
  std::string& on_disk(const std::string& file) { return world_.files()["/models/" + file]; }
  std::string served(const std::string& file) { return world_.served().at(std::string(kUrl) + "/" + file); }
  std::size_t logged(std::string_view name) const {
    return static_cast<std::size_t>(std::count_if(world_.log().begin(), world_.log().end(),
                                                  [&](const auto& event) { return event.name == name; }));
  }

  sim::World world_;
  int refusals_ = 0;
  slots::Duration limit_ = 60s, last_byte_ = 0s;
  slots::RetryBudget budget_{{}};
  std::vector<std::string> notices_;
  std::optional<slots::Error> error_;

  slots::Task<int> run(slots::Env& env, std::string url) {
    BusyServer server(env, refusals_, last_byte_);
    slots::Env own{env.loop,   env.clock, env.random, server,      env.processes, env.journal, env.files,
                   env.device, env.cards, env.log,    env.metrics, env.signals,   env.role};
    slots::ModelStore store(own, env.role, url, "/models", env.clock.now() + limit_, budget_,
                            [this](slots::Notice notice) { notices_.push_back(notice.type); });
    auto whole = co_await store.make_whole();
    if (!whole) error_ = whole.error();
    co_return 0;
  }
};

TEST_F(Models, AreFetchedOnceAndThenLeftAlone) {
  EXPECT_EQ(make_whole(), "");
  EXPECT_THAT(notices_, ElementsAre("model_fetched", "model_fetched", "model_fetched", "model_fetched"));
  EXPECT_EQ(on_disk("image.pt"), served("image.pt"));
  world_.served().clear();
  EXPECT_EQ(make_whole(), "") << error_->message;
  EXPECT_THAT(notices_, IsEmpty());
}

TEST_F(Models, ThatAreCorruptAreFetchedAgain) {
  make_whole();
  on_disk("video.pt")[0] ^= 1;
  EXPECT_EQ(make_whole(), "");
  EXPECT_THAT(notices_, ElementsAre("model_corrupted", "model_fetched"));
  EXPECT_EQ(on_disk("video.pt"), served("video.pt"));
}

TEST_F(Models, ThatAreCorruptCannotBeMendedWithoutAServer) {
  make_whole();
  on_disk("video.pt")[0] ^= 1;
  ASSERT_EQ(make_whole(""), "MODEL_CORRUPTED");
}

TEST_F(Models, ThatTheServerHasWrongAreGivenUpAfterThreeFetches) {
  std::string wrong = served("audio.pt");
  wrong[0] ^= 1;
  serve("audio.pt", wrong);
  ASSERT_EQ(make_whole(), "MODEL_CORRUPTED");
  EXPECT_EQ(error_->details.at("actual_sha256").as_string(), slots::sha256(wrong));
  EXPECT_FALSE(world_.files().contains("/models/audio.pt"));
}

TEST_F(Models, ThatTheServerHasNotGotAreMissing) {
  world_.served().erase(std::string(kUrl) + "/clip.pt");
  const slots::Time before = world_.now();
  ASSERT_EQ(make_whole(), "MODEL_NOT_FOUND");
  EXPECT_EQ(notices_.back(), "model_missing");
  EXPECT_LT(world_.now() - before, 1s) << "asking again would not help";
}

TEST_F(Models, ThatAreLongerThanTheManifestSaysAreNotTaken) {
  serve("image.pt", served("image.pt") + "more");
  ASSERT_EQ(make_whole(), "DOWNLOAD_FAILED");
  EXPECT_THAT(error_->message, HasSubstr("20 bytes; at most 16"));
}

TEST_F(Models, AreMadeWholeByTwoWorkersAtOnce) {
  make_whole();
  for (const char* file : {"image.pt", "video.pt"}) on_disk(file)[0] ^= 1;
  notices_.clear();
  last_byte_ = 10ms;  // both write before either is done
  for (const char* role : {"worker 1", "standby"}) {
    world_.start(role, [this](slots::Env& env) { return run(env, kUrl); });
  }
  ASSERT_TRUE(world_.run_until([&] { return world_.processes() == 0; }, 300s));
  EXPECT_FALSE(error_) << error_->message;
  EXPECT_THAT(std::count(notices_.begin(), notices_.end(), "model_fetched"), ::testing::Ge(2));
  for (const char* file : {"image.pt", "video.pt"}) EXPECT_EQ(on_disk(file), served(file));
  for (const auto& [path, contents] : world_.files()) EXPECT_THAT(path, ::testing::Not(HasSubstr(".part")));
}

TEST_F(Models, AreAskedForAgainWhenTheServerIsBusy) {
  refusals_ = 5;
  EXPECT_EQ(make_whole(), "") << error_->message;
  EXPECT_EQ(logged("download_failed"), 5u);
}

TEST_F(Models, AreGivenUpAfterFiveMoreDownloads) {
  refusals_ = 100;
  ASSERT_EQ(make_whole(), "DOWNLOAD_FAILED");
  EXPECT_EQ(logged("download_failed"), 6u);
}

TEST_F(Models, AreNotAskedForAgainBeyondTheBudget) {
  refusals_ = 100;
  budget_ = slots::RetryBudget({.at_least_a_minute = 2});
  ASSERT_EQ(make_whole(), "DOWNLOAD_FAILED");
  EXPECT_EQ(logged("download_failed"), 3u);
  EXPECT_THAT(error_->message,
              HasSubstr("not tried again: retries of a fetch within the last minute 2, allowed 2"));
}

TEST_F(Models, AreNotAskedForBeyondTheLimit) {
  refusals_ = 100;
  limit_ = 2s;
  const slots::Time before = world_.now();
  ASSERT_EQ(make_whole(), "DOWNLOAD_FAILED");
  EXPECT_LE(world_.now() - before, 2s);
}

TEST_F(Models, HaveTheirManifestFetchedAgainWhenItCannotBeRead) {
  make_whole();
  on_disk("manifest.json").resize(40);
  EXPECT_EQ(make_whole(), "");
  EXPECT_THAT(notices_, ElementsAre("model_corrupted"));
  EXPECT_EQ(on_disk("manifest.json"), served("manifest.json"));
}

TEST_F(Models, HaveTheirManifestFetchedAgainWhenNoModelFitsIt) {
  make_whole();
  std::string& manifest = on_disk("manifest.json");
  char& digit = manifest[manifest.find("\"sha256\": \"") + 11];
  digit = digit == '0' ? '1' : '0';
  EXPECT_EQ(make_whole(), "") << error_->message;
  EXPECT_EQ(on_disk("manifest.json"), served("manifest.json"));
  EXPECT_EQ(on_disk("image.pt"), served("image.pt"));
}

TEST_F(Models, KeepAnUnreadableManifestOfTheServerOffTheDisk) {
  serve("manifest.json", "{}");
  ASSERT_EQ(make_whole(), "MODEL_CORRUPTED");
  EXPECT_FALSE(world_.files().contains("/models/manifest.json"));
}

}  // namespace
}  // namespace ordeal

// For tests of pipeline/real: a folder that goes away with the test, and programs in a world of their own.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "pipeline/real/world.hpp"

namespace slots::testing {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "slots-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// While it lives, no file of this process gets longer: writing fails with EFBIG, like a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

inline std::string contents_of(const std::string& file) {
  std::ostringstream contents;
  contents << std::ifstream(file).rdbuf();
  return contents.str();
}

inline std::size_t open_descriptors() {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

// Runs `body`, a Task<void>(Env&), as the program of a world made of `options`. A body that does not end
// fails the test, and GoogleTest's ASSERTs cannot be used in it (they return): EXPECT, and co_return.
template <class Body>
void in_world(RealOptions options, Body body) {
  RealWorld world(std::move(options));
  const int code = world.run([&](Env& env) -> Task<int> {
    const auto done = co_await env.within(env.clock.from_wall(60s), [](Env& e, Body& b) -> Task<bool> {
      co_await b(e);
      co_return true;
    }(env, body));
    EXPECT_TRUE(done) << "the test's program did not end within 60 s";
    co_return 0;
  });
  EXPECT_EQ(code, 0) << "the test's program threw; see its log";
}

template <class Body>
void in_world(Body body) {
  in_world(RealOptions{.role = "test"}, std::move(body));
}

}  // namespace slots::testing

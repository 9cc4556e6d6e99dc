// SHA-256 by OpenSSL, of memory and of files, as lower-case hexadecimal digits.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

namespace slots {

// Sums what it is given piece by piece, e.g. a download as it arrives.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(const void* data, std::size_t bytes);
  std::string hex();  // ends the sum; call once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256(std::string_view data);
boost::system::result<std::string> sha256_of_file(const std::filesystem::path&);

}  // namespace slots

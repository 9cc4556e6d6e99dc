#include "pipeline/protocol/sha256.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <vector>

namespace slots {
namespace {

void must(int ok) {
  if (ok != 1) throw std::runtime_error("OpenSSL refuses SHA-256 (is its FIPS configuration broken?)");
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  must(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr));
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(const void* data, std::size_t bytes) {
  must(EVP_DigestUpdate(state_->context.get(), data, bytes));
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned length = 0;
  must(EVP_DigestFinal_ex(state_->context.get(), sum.data(), &length));
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    constexpr char digits[] = "0123456789abcdef";
    text += digits[sum[i] >> 4];
    text += digits[sum[i] & 15];
  }
  return text;
}

std::string sha256(std::string_view data) {
  Sha256 sum;
  sum.add(data.data(), data.size());
  return sum.hex();
}

boost::system::result<std::string> sha256_of_file(const std::filesystem::path& path) {
  const auto failed = [] { return boost::system::error_code(errno, boost::system::system_category()); };
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failed();
  Sha256 sum;
  std::vector<char> block(1 << 20);
  for (;;) {
    const ssize_t n = ::read(fd, block.data(), block.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const auto why = failed();
      ::close(fd);
      return why;
    }
    if (n == 0) break;
    sum.add(block.data(), static_cast<std::size_t>(n));
  }
  ::close(fd);
  return sum.hex();
}

}  // namespace slots

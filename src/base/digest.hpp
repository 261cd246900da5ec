#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace armature {

/// A running digest (OpenSSL).
class Digest {
 public:
  enum class Algorithm : std::uint8_t { md5, sha256 };
  explicit Digest(Algorithm algorithm);
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  void add(std::string_view bytes);
  /// Lower-case hexadecimal; the object must not be used afterwards.
  std::string hex();
  /// The raw bytes of the digest; the object must not be used afterwards.
  std::string raw();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string md5_hex(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);  ///< raw bytes
std::string base64(std::string_view bytes);
std::string base64url(std::string_view bytes);   ///< without padding
std::string from_base64(std::string_view text);  ///< empty on malformed input

}  // namespace armature

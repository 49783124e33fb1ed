// RawClient: sends exactly the given bytes over TCP, a Unix socket or TLS and shows exactly what
// comes back. Blocking with a deadline per call; one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace lv::test {

struct RawClientOptions {
  std::uint16_t port = 0;
  std::string unix_path;        // instead of the port
  std::string ca_file;          // set: TLS, the server must verify against it
  std::string certificate_file; // client certificate
  std::string key_file;
  int tls_version_max = 0; // 0: any
};

struct RawResponse {
  int status = 0;
  std::string head;
  std::string body;
  std::optional<std::string> header(std::string_view lower_case_name) const;
};

class RawClient {
public:
  // Null when the connection or the handshake fails.
  static std::unique_ptr<RawClient> connect(const RawClientOptions& options);
  virtual ~RawClient() = default;

  virtual bool send(std::string_view bytes) = 0;
  // Some bytes, "" when the peer closed, nullopt when timeout_ms passed.
  virtual std::optional<std::string> receive(int timeout_ms) = 0;
  virtual void finish_sending() = 0; // half-close

  // The next response that is not 1xx; framed by Content-Length or chunks. nullopt when the
  // connection ends or timeout_ms passes first. `expect_body` no: an answer to HEAD.
  enum class ExpectBody { yes, no };
  std::optional<RawResponse> response(int timeout_ms = 5000,
                                      ExpectBody expect_body = ExpectBody::yes);
  // Everything until the peer closes; `closed` tells whether it did within timeout_ms.
  struct Rest {
    std::string bytes;
    enum class End { closed, still_open } end = End::still_open;
  };
  Rest rest(int timeout_ms);

private:
  bool need(std::size_t bytes, int timeout_ms);
  std::optional<std::string> chunks(int timeout_ms);
  std::string buffer_;
};

} // namespace lv::test

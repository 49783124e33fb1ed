// TlsConnection: a client's TLS 1.3 connection to a server on loopback, without resumption. Used
// from one thread, which may wait for many of them by epoll.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct ssl_st;
struct ssl_ctx_st;

namespace lv::bench {

class ClientTls { // what all connections share: the authority the server must verify against
public:
  explicit ClientTls(const std::filesystem::path& ca_file);
  ssl_ctx_st* get() const { return context_.get(); }

private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  std::unique_ptr<ssl_ctx_st, Free> context_;
};

class TlsConnection {
public:
  // At once: returns when hands are shaken. Later: the first bytes to be sent do it.
  enum class Handshake { at_once, later };
  TlsConnection(const ClientTls& tls, std::uint16_t port, Handshake handshake);
  TlsConnection(const TlsConnection&) = delete;
  TlsConnection& operator=(const TlsConnection&) = delete;
  ~TlsConnection();

  int fd() const { return fd_; }

  // Neither waits. False: the server has closed the connection.
  [[nodiscard]] bool send(std::string_view request); // the one before it went out whole
  [[nodiscard]] bool progress();                     // sends and receives what can be

  const std::string& received() const { return incoming_; }
  void forget_received() { incoming_.clear(); }

  void close_politely(); // says so and waits until the server has closed too

private:
  [[nodiscard]] bool flush();
  [[nodiscard]] bool still_open(int result) const;

  struct Free {
    void operator()(ssl_st* ssl) const;
  };
  int fd_ = -1;
  std::unique_ptr<ssl_st, Free> ssl_;
  std::string outgoing_;
  std::size_t written_ = 0;
  std::string incoming_;
};

// Opens so many, several at a time: the server closes those that idle for a minute.
std::vector<std::unique_ptr<TlsConnection>> open_connections(const ClientTls& tls,
                                                             std::uint16_t port, std::size_t count);

} // namespace lv::bench

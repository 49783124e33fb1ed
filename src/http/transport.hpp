// Transport: the non-blocking byte stream under a session, TLS or plain. It only tries; waiting is
// the session's business. Owned by one session and used on its thread; does not own the socket.
#pragma once

#include "leadvault/http/request.hpp"

#include <memory>
#include <span>

namespace lv::http {

enum class IoState { done, want_read, want_write, closed };

struct IoResult {
  IoState state;
  std::size_t bytes = 0; // with done
};

class Transport {
public:
  virtual ~Transport() = default;
  virtual IoResult handshake() = 0;
  virtual IoResult read(std::span<char> into) = 0;    // at least one byte when done
  virtual IoResult write(std::string_view bytes) = 0; // may write less
  virtual bool may_hold_input() const = 0; // not yet read, so that waiting would not show it
  virtual IoResult close_notify() = 0;     // says that no more will be written
  virtual std::optional<ClientCertificate> client_certificate() const = 0;
};

std::unique_ptr<Transport> make_plain_transport(int fd);

// recv and send that never raise SIGPIPE and never block. Does not own the socket.
class SocketBytes {
public:
  explicit SocketBytes(int fd) : fd_(fd) {}
  IoResult read(std::span<char> into);
  IoResult write(std::string_view bytes);
  bool may_hold_more() const { return drained_ == Drained::no; } // than was read

private:
  int fd_;
  enum class Drained { no, yes } drained_ = Drained::no;
};

} // namespace lv::http

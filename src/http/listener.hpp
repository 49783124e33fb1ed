// Listener: one bound address. Accepts on the first network thread; gives each connection to
// the next thread in turn, with a Session.
#pragma once

#include "http/descriptor.hpp"
#include "http/server_core.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

namespace lv::http {

class Listener : public std::enable_shared_from_this<Listener> {
public:
  // Binds and listens. Plain HTTP is refused on anything but Unix sockets and loopback.
  static Result<std::shared_ptr<Listener>> open(const std::shared_ptr<ServerCore>& core,
                                                const ListenAddress& address);
  ~Listener();

  void accept_forever(); // starts the accepting coroutine, returns at once
  void close();          // from any thread
  std::uint16_t port() const { return port_; }

private:
  using Acceptor = net::basic_socket_acceptor<net::generic::stream_protocol, Executor>;

  Listener(std::weak_ptr<ServerCore> core, Acceptor acceptor, std::uint16_t port,
           std::string unix_path);
  static Async<void> accept_loop(std::shared_ptr<Listener> self);
  boost::system::error_code accept_waiting(const std::shared_ptr<ServerCore>& core);
  static void begin_session(const std::shared_ptr<ServerCore>& core, Descriptor socket,
                            std::size_t thread);

  std::weak_ptr<ServerCore> core_;
  Acceptor acceptor_;
  std::uint16_t port_;
  std::string unix_path_;
};

} // namespace lv::http

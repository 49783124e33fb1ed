// Server: accepts connections and runs one coroutine per connection, each on one of the caller's
// network threads. Constructed by app; start, stop and reload may be called from any thread that is
// not one of those. Never calls the handler for a request that the guard refused, and never reads
// on after one.
#pragma once

#include "leadvault/http/guard.hpp"
#include "leadvault/http/io_threads.hpp"
#include "leadvault/http/request.hpp"
#include "leadvault/http/response.hpp"
#include "leadvault/http/tls.hpp"

#include <memory>
#include <optional>

namespace lv::http {

// The caller's router. Runs on the connection's thread; must not block it for long.
using Handler = std::function<Async<Response>(Request)>;

struct ListenAddress {
  std::string host = "127.0.0.1"; // numeric IPv4 or IPv6
  std::uint16_t port = 0;         // 0: any free port, see Server::port
  std::string unix_path;          // when set: a Unix socket (mode 0600), host and port unused
};

struct ServerLimits {
  GuardLimits guard;
  std::size_t small_body_bytes_max = limits::small_body_bytes_max;
  std::size_t large_bodies_bytes_max = limits::large_bodies_bytes_max; // together, then 503
  std::size_t connections_max = limits::connections_max;
  std::size_t connections_per_address_max = limits::connections_per_address_max;
  std::int64_t handshake_timeout_ms = limits::handshake_timeout_ms;
  std::int64_t head_timeout_ms = limits::head_timeout_ms; // from the first byte of a head
  std::int64_t body_timeout_ms = limits::body_timeout_ms; // whole body
  std::int64_t first_request_timeout_ms = limits::first_request_timeout_ms;
  std::int64_t idle_timeout_ms = limits::idle_timeout_ms;
  std::int64_t write_timeout_ms = limits::write_timeout_ms; // one response, or one streamed piece
  std::int64_t handler_timeout_ms = limits::handler_timeout_ms; // then 503; also per piece pulled
  std::int64_t drain_timeout_ms = limits::drain_timeout_ms;
  std::size_t handlers_per_thread_max = limits::handlers_per_thread_max; // and pieces pulled
  std::int64_t handler_wait_ms = limits::handler_wait_ms; // for a handler's place, then 503
};

struct ServerOptions {
  std::vector<ListenAddress> listen;
  std::optional<TlsOptions> tls; // absent: plain HTTP, Unix sockets and loopback addresses only
  ServerLimits limits;
};

// A snapshot; totals count since start.
struct ServerCounters {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_total = 0;
  std::uint64_t requests_total = 0;
  std::uint64_t handlers_running = 0;
  std::uint64_t refused_connection_limit = 0;
  std::uint64_t refused_address_limit = 0;
  std::uint64_t refused_by_guard = 0;
  std::uint64_t handshakes_failed = 0;
  std::uint64_t closed_by_deadline = 0; // handshakes apart; also who connects and asks nothing
  std::uint64_t closed_idle = 0;        // asked before, and nothing more in time: usual
  std::uint64_t handlers_timed_out = 0;
  std::uint64_t turned_away = 0; // 503 for want of a place with the handler, or of room for a body
};

class ServerCore; // shared by listeners and sessions, src/http/server_core.hpp

class Server {
public:
  Server(IoThreads& io, ServerOptions options, Handler handler);
  ~Server(); // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Loads certificates, binds and listens on every address, then accepts. Errc::config says
  // what is wrong with a file or address; Errc::io that an address is taken.
  Result<void> start();
  std::uint16_t port(std::size_t listener = 0) const; // after start; 0 for a Unix socket

  // SHA-256 over the certificate chain and the client CAs that new connections get; zero without
  // TLS and before start.
  Digest certificates() const;
  // Reads the files once and tells `before_use` that digest of what was read; from then on new
  // connections get exactly that, open ones keep what they have. On failure, also of `before_use`,
  // nothing changes.
  using BeforeUse = std::function<Result<void>(const Digest&)>;
  Result<void> reload_certificates(const BeforeUse& before_use);

  // Closes the listeners and idle connections, lets requests in flight finish, and closes what is
  // left after drain_timeout_ms. Returns when no connection and no handler is left or that time is
  // over. The network threads must still be running.
  void stop();

  ServerCounters counters() const;

private:
  std::shared_ptr<ServerCore> core_;
};

} // namespace lv::http

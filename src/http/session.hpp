// Session: one connection from handshake to close, one request after the other. Owns the
// connection; runs on its strand. Never reads on after a refused request.
#pragma once

#include "http/connection.hpp"
#include "http/response_head.hpp"
#include "http/server_core.hpp"

namespace lv::http {

class Session : public std::enable_shared_from_this<Session> {
public:
  Session(std::shared_ptr<ServerCore> core, std::shared_ptr<Connection> connection,
          std::string address);
  ~Session();

  // The whole life of the connection. The shared pointer keeps the session alive meanwhile.
  static net::awaitable<void> run(std::shared_ptr<Session> self);

  void drain(); // from any thread: closes when idle, else after the request in flight
  void abort(); // from any thread: closes now

private:
  struct Incoming {
    Request request;
    After after = After::keep_open;
  };
  struct Gone {}; // nobody to answer
  using ReadResult = std::variant<Incoming, Refusal, Gone>;

  net::awaitable<void> converse();
  net::awaitable<After> serve_one();
  net::awaitable<Connection::Outcome> wait_for_first_byte();
  net::awaitable<std::variant<HeadEnd, Refusal, Gone>> read_head();
  net::awaitable<ReadResult> read_request(RequestId id);
  net::awaitable<Connection::Outcome> answer_expectation(const AdmittedHead& head);

  net::awaitable<Response> handle(Request request, RequestId id);
  template <class T>
  net::awaitable<Result<T>> await_within(std::int64_t timeout_ms, Task<T> work);

  struct Reply {
    Verb verb = Verb::get;
    RequestId id;
    After after = After::keep_open;
  };
  net::awaitable<After> send(Response response, Reply reply);
  net::awaitable<After> send_stream(BodySource stream);

  std::shared_ptr<ServerCore> core_;
  std::shared_ptr<Connection> connection_;
  std::string address_;
  std::optional<ClientCertificate> client_certificate_;
  enum class Idle { no, yes } idle_ = Idle::no;
};

} // namespace lv::http

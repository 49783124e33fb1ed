// Session: one connection from handshake to close, one request after the other. Owns the
// connection; runs on its network thread. Never reads on after a refused request.
#pragma once

#include "http/connection.hpp"
#include "http/response_head.hpp"
#include "http/server_core.hpp"

namespace lv::http {

class RequestParser;

class Session : public std::enable_shared_from_this<Session> {
public:
  Session(std::shared_ptr<ServerCore> core, std::shared_ptr<Connection> connection,
          Turnstile& turnstile, Admission admission);
  ~Session();

  // The whole life of the connection. The shared pointer keeps the session alive meanwhile.
  static Async<void> run(std::shared_ptr<Session> self);

  void drain(); // from any thread: closes when idle, else after the request in flight
  void abort(); // from any thread: closes now

private:
  struct Gone {}; // nobody to answer
  struct Received {
    Request request;
    BodyBudget::Charge charge;
  };
  using ReadResult = std::variant<Received, Refusal, Gone>;
  enum class Flag { clear, set };

  Async<void> converse();
  Async<Connection::Outcome> wait_for_first_byte(std::int64_t timeout_ms);
  Async<std::variant<HeadEnd, Refusal, Gone>> read_head();
  Async<ReadResult> read_request();
  enum class BodyEnd { read, ended, no_room };
  Async<BodyEnd> read_body(RequestParser& parser, const AdmittedHead& head,
                           BodyBudget::Charge& charge);
  Async<Connection::Outcome> answer_expectation(const AdmittedHead& head);

  Async<After> serve_one();
  Async<Response> handle(Received received);
  Async<After> turn_away();
  void overrun(); // the handler's time is up, or the connection was aborted
  static Async<void> answer_overrun(std::shared_ptr<Session> self);
  Async<void> say_overrun();
  void log_exception(const char* event, const std::exception& exception) const;

  Async<After> send(Response response);
  Async<After> send_stream(BodySource source);
  Async<Result<SecretText>> pull(const BodySource& source);

  // How the request in flight is answered.
  struct Reply {
    Verb verb = Verb::get;
    RequestId id;
    After after = After::close;
  };

  std::shared_ptr<ServerCore> core_;
  Admission admission_; // goes after the connection: its socket is closed when it is counted out
  std::shared_ptr<Connection> connection_;
  std::optional<ClientCertificate> client_certificate_;
  Turnstile& turnstile_;
  Reply reply_;
  Flag idle_ = Flag::clear;
  Flag overran_ = Flag::clear;   // whoever still awaits the handler leaves the connection alone
  Flag answering_ = Flag::clear; // to the coroutine that answers in its stead
};

} // namespace lv::http

#include "http/session.hpp"

#include "leadvault/base/log.hpp"
#include "leadvault/http/problem.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace lv::http {

namespace {

using Outcome = Connection::Outcome;

// A result that comes from the work or from the deadline, whichever is first. The work goes on
// after a deadline, but its result is dropped.
template <class T>
struct Race {
  Completion<T> done;
  void finish(Result<T> result) {
    if (done) std::exchange(done, nullptr)(std::move(result));
  }
};

template <class T>
net::awaitable<void> run_work(std::shared_ptr<Race<T>> race, Task<T> work) {
  Result<T> result = LV_FAIL(internal, "the work threw an exception");
  try {
    result = co_await std::move(work);
  } catch (const std::exception&) {
    log::event(log::Level::error, "http.handler_exception");
  }
  race->finish(std::move(result));
}

Task<Response> call_handler(std::shared_ptr<ServerCore> core, Request request) {
  struct Running {
    ServerCore& core;
    explicit Running(ServerCore& server) : core(server) { core.handler_began(); }
    ~Running() { core.handler_ended(); }
  } running(*core);
  auto response = co_await core->handler(std::move(request));
  co_return response;
}

// Keeps the source alive while it works, even when the session has given up on it.
Task<SecretText> pull(std::shared_ptr<BodySource> source) {
  auto piece = co_await (*source)();
  co_return piece;
}

} // namespace

Session::Session(std::shared_ptr<ServerCore> core, std::shared_ptr<Connection> connection,
                 std::string address)
    : core_(std::move(core)), connection_(std::move(connection)), address_(std::move(address)) {}

Session::~Session() { core_->leave(this, address_); }

void Session::drain() {
  net::post(connection_->executor(), [self = shared_from_this()] {
    if (self->idle_ == Idle::yes) self->connection_->interrupt_wait();
  });
}

void Session::abort() {
  net::post(connection_->executor(), [self = shared_from_this()] { self->connection_->abort(); });
}

net::awaitable<void> Session::run(std::shared_ptr<Session> self) {
  try {
    co_await self->converse();
  } catch (const std::exception&) {
    // No answer can be framed any more; the socket closes with the session.
    log::event(log::Level::error, "http.session_exception");
    self->connection_->abort();
  }
}

net::awaitable<void> Session::converse() {
  connection_->arm(core_->options.limits.handshake_timeout_ms);
  const auto greeted = co_await connection_->handshake();
  if (greeted == Outcome::ended) {
    ++core_->counters.handshakes_failed;
    co_return;
  }
  client_certificate_ = connection_->transport().client_certificate();
  for (;;) {
    const auto arrived = co_await wait_for_first_byte();
    if (arrived == Outcome::ended) break;
    const auto after = co_await serve_one();
    if (after == After::close) break;
  }
  co_await connection_->close();
}

net::awaitable<Outcome> Session::wait_for_first_byte() {
  auto& received = connection_->received;
  if (!received.empty()) co_return Outcome::ok;
  received = SecretText(); // an idle connection keeps no buffer
  if (core_->draining()) co_return Outcome::ended;
  idle_ = Idle::yes;
  connection_->arm(core_->options.limits.idle_timeout_ms);
  const auto outcome = co_await connection_->fill();
  idle_ = Idle::no;
  co_return outcome;
}

net::awaitable<After> Session::serve_one() {
  const auto id = make_id<RequestTag>();
  auto read = co_await read_request(id);
  if (std::holds_alternative<Gone>(read)) co_return After::close;
  if (const auto* refusal = std::get_if<Refusal>(&read)) {
    ++core_->counters.refused_by_guard;
    auto response = problem(refusal->status, refusal->code, refusal->detail, id);
    if (refusal->status == 405)
      response.with("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    Reply reply{Verb::get, id, After::close};
    co_return co_await send(std::move(response), reply);
  }
  ++core_->counters.requests_total;
  auto& incoming = std::get<Incoming>(read);
  Reply reply{incoming.request.verb, id, incoming.after};
  auto response = co_await handle(std::move(incoming.request), id);
  // A handler that failed or overran may not have finished: the connection is not used again.
  if (response.status == 500 || connection_->expired()) reply.after = After::close;
  if (core_->draining()) reply.after = After::close;
  co_return co_await send(std::move(response), reply);
}

template <class T>
net::awaitable<Result<T>> Session::await_within(std::int64_t timeout_ms, Task<T> work) {
  auto race = std::make_shared<Race<T>>();
  auto start = [this, timeout_ms, &race, &work](Completion<T> done) {
    race->done = std::move(done);
    connection_->on_interrupt(
        [race] { race->finish(LV_FAIL(unavailable, "the request took too long")); });
    connection_->arm(timeout_ms);
    net::co_spawn(connection_->executor(), run_work<T>(race, std::move(work)), net::detached);
  };
  auto result = co_await wait_for<T>(start);
  connection_->on_interrupt(nullptr);
  connection_->disarm();
  co_return result;
}

net::awaitable<Response> Session::handle(Request request, RequestId id) {
  auto work = call_handler(core_, std::move(request));
  auto result =
      co_await await_within<Response>(core_->options.limits.handler_timeout_ms, std::move(work));
  if (result) co_return std::move(*result);
  if (connection_->expired()) ++core_->counters.handlers_timed_out;
  co_return problem(result.error(), id);
}

net::awaitable<After> Session::send(Response response, Reply reply) {
  HeadContext context{reply.id, core_->clock.now(), reply.after};
  auto head = response_head(response, context);
  if (!head) {
    log::failure("http.response_refused", head.error(), {{"request", reply.id}});
    context.after = reply.after = After::close;
    response = problem(head.error(), reply.id);
    head = response_head(response, context);
  }
  const bool with_body = reply.verb != Verb::head && may_have_body(response.status);
  // One write for a small answer: one TLS record, one packet.
  if (with_body && !response.stream) head->append(response.body);
  connection_->arm(core_->options.limits.write_timeout_ms);
  const std::string_view bytes = *head;
  const auto written = co_await connection_->write(bytes);
  if (written == Outcome::ended) {
    if (connection_->expired()) ++core_->counters.closed_by_deadline;
    co_return After::close;
  }
  connection_->disarm();
  if (with_body && response.stream) {
    const auto streamed = co_await send_stream(std::move(response.stream));
    if (streamed == After::close) co_return After::close;
  }
  co_return reply.after;
}

// Closing without the last chunk is how the caller learns that the body is not whole.
net::awaitable<After> Session::send_stream(BodySource stream) {
  auto source = std::make_shared<BodySource>(std::move(stream));
  for (;;) {
    auto work = pull(source);
    auto piece = co_await await_within<SecretText>(core_->options.limits.handler_timeout_ms,
                                                   std::move(work));
    if (!piece) {
      connection_->abort();
      co_return After::close;
    }
    char size[24];
    const int digits = std::snprintf(size, sizeof size, "%zx\r\n", piece->size());
    SecretText chunk(size, static_cast<std::size_t>(digits));
    chunk.append(*piece).append("\r\n");
    connection_->arm(core_->options.limits.write_timeout_ms);
    const std::string_view bytes = chunk;
    const auto written = co_await connection_->write(bytes);
    if (written == Outcome::ended) {
      if (connection_->expired()) ++core_->counters.closed_by_deadline;
      connection_->abort();
      co_return After::close;
    }
    if (piece->empty()) co_return After::keep_open;
  }
}

} // namespace lv::http

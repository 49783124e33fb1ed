#include "http/session.hpp"

#include "leadvault/base/log.hpp"
#include "leadvault/http/problem.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/core/demangle.hpp>

namespace lv::http {

using Outcome = Connection::Outcome;

namespace {
// Wipes and frees: assigning an empty text would keep the block and what lies in it.
void let_go(SecretText& text) { SecretText().swap(text); }

std::atomic<std::uint64_t>& counter_of(const Refusal& refusal, AtomicCounters& counters) {
  if (refusal.status == 408) return counters.closed_by_deadline;
  if (refusal.status == 503) return counters.turned_away;
  return counters.refused_by_guard;
}
} // namespace

Session::Session(std::shared_ptr<ServerCore> core, std::shared_ptr<Connection> connection,
                 Turnstile& turnstile, Admission admission)
    : core_(std::move(core)), admission_(std::move(admission)), connection_(std::move(connection)),
      turnstile_(turnstile) {}

Session::~Session() { core_->remove(this); }

void Session::drain() {
  net::post(connection_->executor(), [self = shared_from_this()] {
    if (self->idle_ == Flag::set) self->connection_->interrupt_wait();
  });
}

void Session::abort() {
  net::post(connection_->executor(), [self = shared_from_this()] { self->connection_->abort(); });
}

Async<void> Session::run(std::shared_ptr<Session> self) {
  try {
    co_await self->converse();
  } catch (const std::exception& exception) {
    // No answer can be framed any more.
    self->log_exception("http.session_exception", exception);
  }
  if (self->answering_ == Flag::clear) self->connection_->drop();
}

// By its type: what an exception says of itself may hold what the caller sent.
void Session::log_exception(const char* event, const std::exception& exception) const {
  auto type = boost::core::demangle(typeid(exception).name());
  log::event(log::Level::error, event,
             {{"request", reply_.id}, log::Field::operational("exception", std::move(type))});
}

Async<void> Session::converse() {
  connection_->arm(core_->options.limits.handshake_timeout_ms);
  const auto greeted = co_await connection_->handshake();
  if (greeted == Outcome::ended) {
    ++core_->counters.handshakes_failed;
    co_return;
  }
  client_certificate_ = connection_->transport().client_certificate();
  auto wait_ms = core_->options.limits.first_request_timeout_ms;
  auto* expired = &core_->counters.closed_by_deadline; // whoever connects has a question
  for (;;) {
    const auto arrived = co_await wait_for_first_byte(wait_ms);
    if (arrived == Outcome::ended) {
      if (connection_->expired()) ++*expired;
      break;
    }
    const auto after = co_await serve_one();
    if (overran_ == Flag::set) co_return;
    if (after == After::close) break;
    wait_ms = core_->options.limits.idle_timeout_ms;
    expired = &core_->counters.closed_idle;
  }
  co_await connection_->close();
}

// Also when bytes are there already: nobody who sends request after request without reading an
// answer keeps the others from their turn.
Async<Outcome> Session::wait_for_first_byte(std::int64_t timeout_ms) {
  auto& received = connection_->received;
  if (!received.empty()) {
    co_await connection_->yield();
    co_return Outcome::ok;
  }
  let_go(received); // an idle connection keeps no buffer
  if (core_->draining()) co_return Outcome::ended;
  idle_ = Flag::set;
  connection_->arm(timeout_ms);
  const auto outcome = co_await connection_->fill_when_readable();
  idle_ = Flag::clear;
  co_return outcome;
}

Async<After> Session::serve_one() {
  reply_ = Reply{Verb::get, make_id<RequestTag>(), After::close};
  auto read = co_await read_request();
  if (std::holds_alternative<Gone>(read)) co_return After::close;
  if (const auto* refusal = std::get_if<Refusal>(&read)) {
    ++counter_of(*refusal, core_->counters);
    auto response = problem(refusal->status, refusal->code, refusal->detail, reply_.id);
    if (refusal->status == 405)
      response.with("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    co_return co_await send(std::move(response));
  }
  ++core_->counters.requests_total;
  auto place = co_await turnstile_.enter(core_->options.limits.handler_wait_ms);
  if (!place) co_return co_await turn_away();
  auto response = co_await handle(std::get<Received>(std::move(read)));
  place.reset(); // writing may take its time
  if (overran_ == Flag::set) co_return After::close;
  // A handler that failed may not have finished: the connection is not used again.
  if (response.status == 500 || core_->draining()) reply_.after = After::close;
  // Those whose entries were in the same frame make their answers first: sent one behind the other,
  // they wake a client once, where every one alone would wake it anew.
  co_await connection_->yield();
  co_return co_await send(std::move(response));
}

Async<Response> Session::handle(Received received) {
  connection_->on_interrupt([this] { overrun(); });
  connection_->arm(core_->options.limits.handler_timeout_ms);
  const auto running = core_->handler_began();
  Response response;
  try {
    response = co_await core_->handler(std::move(received.request));
  } catch (const std::exception& exception) {
    log_exception("http.handler_exception", exception);
    response = problem(LV_FAIL(internal, "the handler threw an exception"), reply_.id);
  }
  if (overran_ == Flag::set) co_return response;
  connection_->on_interrupt(nullptr);
  connection_->disarm();
  co_return response;
}

// The handler goes on, and keeps its place until it ends; its answer is dropped.
void Session::overrun() {
  overran_ = Flag::set;
  if (!connection_->expired()) return; // aborted: nobody to answer
  answering_ = Flag::set;
  ++core_->counters.handlers_timed_out;
  net::co_spawn(connection_->executor(), answer_overrun(shared_from_this()), net::detached);
}

Async<void> Session::answer_overrun(std::shared_ptr<Session> self) {
  try {
    co_await self->say_overrun();
  } catch (const std::exception& exception) {
    self->log_exception("http.session_exception", exception);
  }
  self->connection_->drop();
}

Async<void> Session::say_overrun() {
  reply_.after = After::close;
  auto response = problem(LV_FAIL(unavailable, "the request took too long"), reply_.id);
  co_await send(std::move(response));
  co_await connection_->close();
}

// Whoever is told to come back in a second and comes sooner is not read: answering such clients
// again and again would take the time that the admitted requests need.
Async<After> Session::turn_away() {
  ++core_->counters.turned_away;
  auto response = problem(LV_FAIL(overloaded, "too many requests wait to be served"), reply_.id);
  const auto after = co_await send(std::move(response));
  if (after == After::keep_open) co_await connection_->pause(limits::overload_pause_ms);
  co_return after;
}

Async<After> Session::send(Response response) {
  HeadContext context{reply_.id, core_->clock.now(), reply_.after};
  auto bytes = response_head(response, context);
  if (!bytes) {
    log::failure("http.response_refused", bytes.error(), {{"request", reply_.id}});
    context.after = reply_.after = After::close;
    response = problem(bytes.error(), reply_.id);
    bytes = response_head(response, context);
  }
  const bool with_body = reply_.verb != Verb::head && may_have_body(response.status);
  // One write for a small answer: one TLS record, one packet.
  if (with_body && !response.stream) bytes->append(response.body);
  let_go(response.body); // not held twice while a slow client reads
  connection_->arm(core_->options.limits.write_timeout_ms);
  const auto written = co_await connection_->write(*bytes);
  if (written == Outcome::ended) {
    if (connection_->expired()) ++core_->counters.closed_by_deadline;
    co_return After::close;
  }
  connection_->disarm();
  if (with_body && response.stream) {
    const auto streamed = co_await send_stream(std::move(response.stream));
    if (streamed == After::close) co_return After::close;
  }
  co_return reply_.after;
}

// A piece takes a place as a request does, but not while it is written. It waits as long as a
// handler may take, for what was sent already would be lost. One that does not come in time ends
// the connection at once, whatever the source still does.
Async<Result<SecretText>> Session::pull(const BodySource& source) {
  const auto place = co_await turnstile_.enter(core_->options.limits.handler_timeout_ms);
  if (!place) {
    ++core_->counters.turned_away;
    co_return LV_FAIL(overloaded, "a streamed piece found no place");
  }
  const auto running = core_->handler_began();
  Result<SecretText> piece = LV_FAIL(internal, "the source threw an exception");
  connection_->on_interrupt([this] {
    if (connection_->expired()) ++core_->counters.handlers_timed_out;
    connection_->abort();
  });
  connection_->arm(core_->options.limits.handler_timeout_ms);
  try {
    piece = co_await source();
  } catch (const std::exception& exception) {
    log_exception("http.handler_exception", exception);
  }
  connection_->on_interrupt(nullptr);
  connection_->disarm();
  co_return piece;
}

// Closing without the last chunk is how the caller learns that the body is not whole.
Async<After> Session::send_stream(BodySource source) {
  for (;;) {
    auto piece = co_await pull(source);
    if (!piece) break;
    char size[24];
    const int digits = std::snprintf(size, sizeof size, "%zx\r\n", piece->size());
    SecretText chunk(size, static_cast<std::size_t>(digits));
    chunk.append(*piece).append("\r\n");
    connection_->arm(core_->options.limits.write_timeout_ms);
    const auto written = co_await connection_->write(chunk);
    if (written == Outcome::ended) {
      if (connection_->expired()) ++core_->counters.closed_by_deadline;
      break;
    }
    if (piece->empty()) co_return After::keep_open;
  }
  connection_->abort();
  co_return After::close;
}

} // namespace lv::http

// More requests than places with the handler, and handlers that take too long.
#include "support/catch.hpp"
#include "support/http_fixture.hpp"

#include "leadvault/base/log.hpp"

#include <boost/asio/steady_timer.hpp>

#include <atomic>

using namespace lv;
using namespace lv::test;

namespace {

// Each request to /held stays with the handler until `open` is called; others are answered at once.
class Gate {
public:
  Async<http::Response> operator()(http::Request request) {
    ++entered_;
    net::steady_timer pause(co_await net::this_coro::executor);
    while (request.path == "/held" && !open_) {
      pause.expires_after(std::chrono::milliseconds(1));
      co_await pause.async_wait(use_async);
    }
    if (request.path == "/throw") throw std::runtime_error("broken");
    http::Response response;
    response.content_type = "text/plain";
    response.body = request.path;
    co_return response;
  }
  void open() { open_ = true; }
  int entered() const { return entered_; }

private:
  std::atomic<bool> open_{false};
  std::atomic<int> entered_{0};
};

// A stream of one large piece and one that comes when `open` is called; other requests as Gate
// does.
class StreamGate {
public:
  Async<http::Response> operator()(http::Request request) {
    if (request.path != "/stream") co_return co_await held_(std::move(request));
    http::Response response;
    response.content_type = "text/plain";
    response.stream = [this, number = 0]() mutable { return piece(++number); };
    co_return response;
  }
  Gate& held() { return held_; }
  void open() { open_ = true; }
  int pulled() const { return pulled_; }
  static constexpr std::size_t large_bytes = 4'000'000; // more than the kernel takes

private:
  Task<SecretText> piece(int number) {
    pulled_ = number;
    if (number == 1) co_return SecretText(large_bytes, 'x');
    net::steady_timer pause(co_await net::this_coro::executor);
    while (!open_) {
      pause.expires_after(std::chrono::milliseconds(1));
      co_await pause.async_wait(use_async);
    }
    co_return number == 2 ? SecretText("end") : SecretText();
  }

  Gate held_;
  std::atomic<bool> open_{false};
  std::atomic<int> pulled_{0};
};

constexpr std::int64_t for_ever_ms = 60'000;

// Of the one network thread of these servers.
http::ServerOptions places(std::size_t count, std::int64_t wait_ms) {
  http::ServerOptions options;
  options.limits.handlers_per_thread_max = count;
  options.limits.handler_wait_ms = wait_ms;
  return options;
}

std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

void out_of_memory(std::string_view line) {
  if (line.find("\"http.handler_exception\"") != std::string_view::npos) throw std::bad_alloc();
}

std::string post(std::string_view path, std::size_t bytes) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n" +
         std::string(bytes, 'x');
}

template <class Predicate>
bool soon(Predicate predicate) {
  for (int i = 0; i < 300; ++i) {
    if (predicate()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

} // namespace

TEST_CASE("a request that finds no place in time is told to come back, and is served then",
          "[http]") {
  Gate gate;
  HttpFixture fixture(Wire::tls, std::ref(gate), places(1, 20), 1);
  auto holder = fixture.connect();
  auto late = fixture.connect();
  holder->send(get("/held"));
  REQUIRE(soon([&] { return gate.entered() == 1; }));
  late->send(get("/late"));
  const auto refused = late->response();
  REQUIRE(refused);
  CHECK(refused->status == 503);
  CHECK(refused->header("retry-after") == "1");
  CHECK(refused->body.find("\"overloaded\"") != std::string::npos);
  CHECK(gate.entered() == 1); // nothing was spent on it
  CHECK(fixture.server().counters().turned_away == 1);

  gate.open();
  CHECK(holder->response()->body == "/held");
  late->send(get("/late"));
  CHECK(late->response()->body == "/late");
}

TEST_CASE("a client that does not wait before it asks again is not read meanwhile", "[http]") {
  Gate gate;
  HttpFixture fixture(Wire::plain, std::ref(gate), places(1, 1), 1);
  auto holder = fixture.connect();
  auto hasty = fixture.connect();
  holder->send(get("/held"));
  REQUIRE(soon([&] { return gate.entered() == 1; }));
  for (int i = 0; i < 5; ++i) hasty->send(get("/hasty"));
  REQUIRE(hasty->response());
  CHECK(!hasty->receive(300)); // one answer, not five
  CHECK(fixture.server().counters().requests_total == 2);
  gate.open();
}

TEST_CASE("requests wait for their place in the order they came", "[http]") {
  Gate gate;
  HttpFixture fixture(Wire::plain, std::ref(gate), places(1, for_ever_ms), 1);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (std::uint64_t i = 0; i < 5; ++i) {
    clients.push_back(fixture.connect());
    clients.back()->send(get("/held"));
    REQUIRE(soon([&] { return fixture.server().counters().requests_total == i + 1; }));
  }
  CHECK(gate.entered() == 1);
  CHECK(fixture.server().counters().handlers_running == 1);
  gate.open();
  for (const auto& client : clients) CHECK(client->response()->status == 200);
  CHECK(gate.entered() == 5);
  CHECK(fixture.server().counters().turned_away == 0);
}

TEST_CASE("a handler that overran keeps its place until it ends", "[http]") {
  Gate gate;
  auto options = places(1, 20);
  options.limits.handler_timeout_ms = 50;
  HttpFixture fixture(Wire::tls, std::ref(gate), options, 1);
  auto slow = fixture.connect();
  slow->send(get("/held"));
  const auto given_up = slow->response();
  REQUIRE(given_up);
  CHECK(given_up->status == 503);
  CHECK(given_up->body.find("\"unavailable\"") != std::string::npos);
  CHECK(slow->rest(3000).end == RawClient::Rest::End::closed);
  CHECK(fixture.server().counters().handlers_running == 1);

  auto next = fixture.connect();
  next->send(get("/next"));
  CHECK(next->response()->status == 503);
  gate.open();
  CHECK(soon([&] { return fixture.server().counters().connections_open == 1; }));
  auto after = fixture.connect();
  after->send(get("/after"));
  CHECK(after->response()->body == "/after");
}

TEST_CASE("a request that ends in an exception nobody could answer gives its place back",
          "[http]") {
  Gate gate;
  HttpFixture fixture(Wire::plain, std::ref(gate), places(1, 20), 1);
  log::set_sink(out_of_memory);
  auto broken = fixture.connect();
  broken->send(get("/throw"));
  CHECK(broken->rest(3000).end == RawClient::Rest::End::closed);
  log::set_sink(nullptr);
  CHECK(soon([&] { return fixture.server().counters().connections_open == 0; }));
  CHECK(fixture.server().counters().handlers_running == 0);
  auto next = fixture.connect();
  next->send(get("/next"));
  const auto response = next->response();
  REQUIRE(response);
  CHECK(response->body == "/next");
}

TEST_CASE("large bodies beyond what all connections may hold are refused, small ones are not",
          "[http]") {
  constexpr std::size_t small = 1'000;
  constexpr std::size_t large = 60'000;
  http::ServerOptions options;
  options.limits.small_body_bytes_max = small;
  options.limits.large_bodies_bytes_max = large + large / 2;
  Gate gate;
  HttpFixture fixture(Wire::tls, std::ref(gate), options);
  const auto answer_to = [&](std::size_t bytes) {
    auto client = fixture.connect();
    REQUIRE(client);
    client->send(post("/", bytes));
    const auto answer = client->response();
    REQUIRE(answer);
    return *answer;
  };
  auto holder = fixture.connect();
  REQUIRE(holder);
  holder->send(post("/held", large));
  REQUIRE(soon([&] { return gate.entered() == 1; }));
  const auto refused = answer_to(large);
  CHECK(refused.status == 503);
  CHECK(refused.header("retry-after") == "1");
  CHECK(refused.header("connection") == "close");
  CHECK(refused.body.find("\"overloaded\"") != std::string::npos);
  CHECK(fixture.server().counters().turned_away == 1);
  CHECK(fixture.server().counters().refused_by_guard == 0);
  CHECK(answer_to(small).status == 200);

  gate.open();
  CHECK(holder->response()->status == 200);
  for (int i = 0; i < 3; ++i) CHECK(answer_to(large).status == 200); // each gives its room back
}

TEST_CASE("a body that never ends gives its room back with its connection", "[http]") {
  http::ServerOptions options;
  options.limits.small_body_bytes_max = 1'000;
  options.limits.large_bodies_bytes_max = 60'000;
  HttpFixture fixture(Wire::plain, echo, options);
  for (int i = 0; i < 3; ++i) {
    auto leaving = fixture.connect();
    REQUIRE(leaving);
    auto all = post("/", 50'000);
    all.pop_back();
    leaving->send(all);
    leaving.reset();
  }
  // All three came before none is left: one that is still to be accepted is not open either.
  CHECK(soon([&] {
    const auto counters = fixture.server().counters();
    return counters.connections_total == 3 && counters.connections_open == 0;
  }));
  auto next = fixture.connect();
  next->send(post("/", 50'000));
  const auto served = next->response();
  REQUIRE(served);
  CHECK(served->status == 200);
}

TEST_CASE("a piece of a stream takes a place while it is made", "[http]") {
  StreamGate gate;
  HttpFixture fixture(Wire::plain, std::ref(gate), places(1, 20), 1);
  auto reader = fixture.connect();
  reader->send(get("/stream"));
  std::string read;
  while (read.size() < StreamGate::large_bytes) read += reader->receive(3000).value();
  REQUIRE(soon([&] { return gate.pulled() == 2; }));
  CHECK(fixture.server().counters().handlers_running == 1);
  auto late = fixture.connect();
  late->send(get("/late"));
  CHECK(late->response()->status == 503);
  gate.open();
  CHECK(soon([&] { return fixture.server().counters().handlers_running == 0; }));
  late->send(get("/late"));
  CHECK(late->response()->body == "/late");
}

TEST_CASE("a stream takes no place while it is written, and waits its turn for the next piece",
          "[http]") {
  StreamGate gate;
  gate.open();
  HttpFixture fixture(Wire::plain, std::ref(gate), places(1, 20), 1);
  auto reader = fixture.connect();
  reader->send(get("/stream"));
  REQUIRE(soon([&] { return gate.pulled() == 1; }));
  auto holder = fixture.connect();
  holder->send(get("/held"));
  REQUIRE(soon([&] { return gate.held().entered() == 1; }));
  std::string read;
  while (read.size() < StreamGate::large_bytes) read += reader->receive(3000).value();
  std::this_thread::sleep_for(std::chrono::milliseconds(100)); // longer than a request would wait
  CHECK(gate.pulled() == 1);
  gate.held().open();
  CHECK(holder->response()->body == "/held");
  const auto end = reader->rest(500).bytes;
  CHECK(end.substr(end.size() - 13) == "3\r\nend\r\n0\r\n\r\n");
  CHECK(fixture.server().counters().turned_away == 0);
}

TEST_CASE("a stream whose next piece never finds a place ends unfinished", "[http]") {
  StreamGate gate;
  gate.open();
  auto options = places(1, 20);
  options.limits.handler_timeout_ms = 200;
  HttpFixture fixture(Wire::plain, std::ref(gate), options, 1);
  auto reader = fixture.connect();
  reader->send(get("/stream"));
  REQUIRE(soon([&] { return gate.pulled() == 1; }));
  auto holder = fixture.connect();
  holder->send(get("/held")); // keeps its place, also when its answer is given up
  REQUIRE(soon([&] { return gate.held().entered() == 1; }));
  const auto rest = reader->rest(5000);
  CHECK(rest.end == RawClient::Rest::End::closed);
  CHECK(rest.bytes.find("\r\n0\r\n") == std::string::npos);
  CHECK(fixture.server().counters().turned_away == 1);
  gate.held().open();
}

TEST_CASE("a piece of a stream that does not come in time ends the connection and is counted",
          "[http]") {
  StreamGate gate;
  auto options = places(1, 20);
  options.limits.handler_timeout_ms = 50;
  HttpFixture fixture(Wire::plain, std::ref(gate), options, 1);
  auto reader = fixture.connect();
  reader->send(get("/stream"));
  const auto rest = reader->rest(5000);
  CHECK(rest.end == RawClient::Rest::End::closed);
  CHECK(rest.bytes.find("\r\n0\r\n") == std::string::npos);
  CHECK(fixture.server().counters().handlers_timed_out == 1);
  gate.open();
}

// What is allocated by the server: which block fails, and how much it holds.
#include "http/session.hpp"
#include "support/catch.hpp"
#include "support/http_fixture.hpp"

#include "leadvault/base/log.hpp"

#include <malloc.h>
#include <openssl/crypto.h>

#include <atomic>
#include <new>

using namespace lv;
using namespace lv::test;

namespace {

constexpr std::size_t large_bytes = 12'000;     // less than one read takes
constexpr std::size_t control_block_bytes = 64; // at most, before what a shared pointer owns

std::atomic<std::size_t> failing_bytes{0}; // blocks that hold an object of this size cannot be had
std::atomic<std::size_t> large_blocks_bytes{0}; // of those that are at least that large

bool fails(std::size_t bytes) {
  const std::size_t from = failing_bytes;
  return from != 0 && bytes >= from && bytes < from + control_block_bytes;
}

void* allocate(std::size_t bytes) {
  void* block = fails(bytes) ? nullptr : std::malloc(bytes);
  if (block != nullptr && bytes >= large_bytes) large_blocks_bytes += ::malloc_usable_size(block);
  return block;
}

void release(void* block) {
  const auto bytes = ::malloc_usable_size(block);
  if (bytes >= large_bytes) large_blocks_bytes -= bytes;
  std::free(block);
}

// OpenSSL's own blocks that are as large, as a buffer of a connection is.
std::atomic<int> tls_blocks{0};

bool is_tls_block(void* block) {
  return block != nullptr && ::malloc_usable_size(block) >= large_bytes;
}

void* tls_allocate(std::size_t bytes, const char*, int) {
  void* block = std::malloc(bytes);
  if (is_tls_block(block)) ++tls_blocks;
  return block;
}

constexpr std::string_view secret_text = "read-by-the-server-and-nobody-else";
std::atomic<int> tls_blocks_with_secret{0}; // when they were freed

void tls_release(void* block, const char*, int) {
  if (is_tls_block(block)) {
    --tls_blocks;
    const std::string_view bytes(static_cast<const char*>(block), ::malloc_usable_size(block));
    if (bytes.find(secret_text) != std::string_view::npos) ++tls_blocks_with_secret;
  }
  std::free(block);
}

void* tls_resize(void* block, std::size_t bytes, const char*, int) {
  if (is_tls_block(block)) --tls_blocks;
  void* resized = std::realloc(block, bytes);
  if (is_tls_block(resized)) ++tls_blocks;
  return resized;
}

// Before OpenSSL has allocated anything.
const bool counts_tls_blocks = CRYPTO_set_mem_functions(tls_allocate, tls_resize, tls_release) == 1;

template <class Predicate>
bool soon(Predicate predicate, int tries = 300) {
  for (int i = 0; i < tries; ++i) {
    if (predicate()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::atomic<int> failed_accepts{0};
void count_failed_accepts(std::string_view line) {
  if (line.find("\"http.accept_failed\"") != std::string_view::npos) ++failed_accepts;
}

} // namespace

void* operator new(std::size_t bytes) {
  if (void* block = allocate(bytes)) return block;
  throw std::bad_alloc();
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return allocate(bytes); }
void operator delete(void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { release(block); }

TEST_CASE("a connection that finds no memory is closed and counted out, and the next is served",
          "[http]") {
  HttpFixture fixture(Wire::plain, echo);
  for (int i = 0; i < 3; ++i) { // Asio keeps the blocks of its own operations from here on
    auto first = fixture.connect();
    first->send(get);
    REQUIRE(first->response());
  }
  REQUIRE(soon([&] { return fixture.server().counters().connections_open == 0; }));
  failed_accepts = 0;
  log::set_sink(count_failed_accepts);
  failing_bytes = sizeof(http::Session);
  auto unlucky = fixture.connect();
  REQUIRE(unlucky);
  CHECK(unlucky->rest(3000).end == RawClient::Rest::End::closed);
  CHECK(soon([&] { return failed_accepts == 1; }));
  failing_bytes = 0;
  CHECK(fixture.server().counters().connections_open == 0);

  auto next = fixture.connect();
  REQUIRE(next);
  next->send(get);
  const auto response = next->response();
  REQUIRE(response);
  CHECK(response->status == 200);
  log::set_sink(nullptr);
}

TEST_CASE("an answer that is read slowly is held once", "[http]") {
  constexpr std::size_t body_bytes = 8'000'000;
  const auto large_answer = [](http::Request) -> Async<http::Response> {
    http::Response response;
    response.content_type = "text/plain";
    response.body.assign(body_bytes, 'x');
    co_return response;
  };
  HttpFixture fixture(Wire::plain, large_answer);
  const std::size_t before = large_blocks_bytes;
  auto client = fixture.connect();
  REQUIRE(client);
  client->send(get);
  REQUIRE(client->receive(3000)); // it is being written
  CHECK(soon([&] { return large_blocks_bytes - before < body_bytes + body_bytes / 2; }));
  CHECK(large_blocks_bytes - before >= body_bytes);
}

TEST_CASE("a connection between two requests keeps no TLS buffer", "[http]") {
  constexpr int connections = 5;
  constexpr int of_a_client = 2; // for reading and for writing: the test's side keeps them
  REQUIRE(counts_tls_blocks);
  HttpFixture fixture(Wire::tls, echo);
  const int before = tls_blocks;
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < connections; ++i) {
    clients.push_back(fixture.connect());
    REQUIRE(clients.back());
    clients.back()->send(get);
    REQUIRE(clients.back()->response());
  }
  CHECK(soon([&] { return tls_blocks - before <= connections * of_a_client; }, 30));
}

TEST_CASE("a TLS buffer is given back without what was read from it", "[http]") {
  const auto no_answer = [](http::Request) -> Async<http::Response> {
    http::Response response;
    response.status = 204;
    co_return response;
  };
  HttpFixture fixture(Wire::tls, no_answer);
  tls_blocks_with_secret = 0;
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{60'000}}) {
    auto client = fixture.connect();
    REQUIRE(client);
    client->send("POST / HTTP/1.1\r\nHost: localhost\r\nX-Note: " + std::string(secret_text) +
                 "\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n" +
                 std::string(bytes, 'x'));
    REQUIRE(client->response());
  }
  CHECK(soon([&] { return fixture.server().counters().connections_open == 0; }));
  CHECK(tls_blocks_with_secret == 0);
}

TEST_CASE("a connection between two requests keeps nothing of the last one", "[http]") {
  const auto small_answer = [](http::Request) -> Async<http::Response> {
    http::Response response;
    response.status = 204;
    co_return response;
  };
  HttpFixture fixture(Wire::plain, small_answer);
  auto client = fixture.connect();
  REQUIRE(client);
  client->send(get);
  REQUIRE(client->response());
  const std::size_t before = large_blocks_bytes;
  client->send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n" +
               std::string(60'000, 'x'));
  REQUIRE(client->response());
  CHECK(soon([&] { return large_blocks_bytes == before; }));
}

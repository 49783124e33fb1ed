// Exceptions of handlers and of streamed bodies: what the log says of them.
#include "support/catch.hpp"
#include "support/http_fixture.hpp"

#include "leadvault/base/log.hpp"

#include <mutex>

using namespace lv;
using namespace lv::test;

namespace {

Task<SecretText> no_memory_piece() {
  throw std::bad_alloc();
  co_return SecretText();
}

Async<http::Response> fail(http::Request request) {
  if (request.path == "/broken") throw std::runtime_error("what the caller sent");
  if (request.path == "/out-of-memory") throw std::bad_alloc();
  http::Response response;
  response.stream = no_memory_piece;
  co_return response;
}

std::mutex logged_mutex;
std::string logged;

void keep(std::string_view line) {
  const std::lock_guard lock(logged_mutex);
  logged += line;
}

std::string take_logged() {
  const std::lock_guard lock(logged_mutex);
  return std::exchange(logged, {});
}

// "req_" and 26 characters.
std::string id_in(const std::string& answer) { return answer.substr(answer.find("req_"), 30); }

} // namespace

TEST_CASE("the log names the type of an exception by the request's id, and not what it says",
          "[http]") {
  HttpFixture fixture(Wire::plain, fail);
  for (const auto& [path, type] :
       {std::pair{"/broken", "std::runtime_error"}, std::pair{"/out-of-memory", "std::bad_alloc"},
        std::pair{"/stream", "std::bad_alloc"}}) {
    log::set_sink(keep);
    auto client = fixture.connect();
    REQUIRE(client);
    client->send("GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto answer = client->rest(3000).bytes;
    log::set_sink(nullptr);
    const auto lines = take_logged();
    const auto wanted = "\"http.handler_exception\",\"request\":\"" + id_in(answer) +
                        "\",\"exception\":\"" + type + "\"";
    CHECK(lines.find(wanted) != std::string::npos);
    CHECK(lines.find("what the caller sent") == std::string::npos);
  }
}

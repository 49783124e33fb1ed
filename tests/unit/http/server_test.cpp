// The server end to end: real sockets, real TLS, port 0.
#include "http/openssl_ptr.hpp"
#include "support/catch.hpp"
#include "support/http_fixture.hpp"

#include <boost/asio/steady_timer.hpp>
#include <sys/stat.h>

#include <atomic>

using namespace lv;
using namespace lv::test;
using namespace std::chrono_literals;

namespace {

http::Response text(int status, std::string_view body) {
  http::Response response;
  response.status = status;
  response.content_type = "text/plain";
  response.body = body;
  return response;
}

std::string request(std::string_view line, std::string_view body = {}) {
  return std::string(line) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

Async<void> sleep_for(std::chrono::milliseconds duration) {
  net::steady_timer timer(co_await net::this_coro::executor);
  timer.expires_after(duration);
  co_await timer.async_wait(use_async);
}

Task<SecretText> numbered_piece(std::shared_ptr<int> left) {
  if (*left == 0) co_return SecretText();
  if (--*left == 100) co_return LV_FAIL(io, "the source broke");
  co_return SecretText("piece\n");
}

http::Response streamed(int pieces) {
  auto response = text(200, {});
  auto left = std::make_shared<int>(pieces);
  response.stream = [left] { return numbered_piece(left); };
  return response;
}

std::string certificate_text(const http::Request& request) {
  if (!request.client_certificate) return "none";
  return request.client_certificate->subject + " " +
         to_hex(request.client_certificate->spki_sha256);
}

// One path per behaviour.
Async<http::Response> behave(http::Request request) {
  const std::string path = request.path;
  if (path == "/slow") co_await sleep_for(300ms);
  if (path == "/throw") throw std::runtime_error("broken");
  if (path == "/certificate") co_return text(200, certificate_text(request));
  if (path == "/empty") co_return http::Response{204, {}, {}, {}, {}};
  if (path == "/split") co_return std::move(text(200, "x").with("Location", "a\r\nX: y"));
  if (path == "/stream") co_return streamed(3);
  if (path == "/stream-broken") co_return streamed(105);
  if (path == "/body") co_return text(200, request.body);
  co_return text(200, path);
}

template <class Predicate>
bool soon(Predicate predicate) {
  for (int i = 0; i < 300; ++i) {
    if (predicate()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

} // namespace

TEST_CASE("one TLS connection serves many requests, pipelined ones in order", "[http]") {
  HttpFixture fixture(Wire::tls, behave);
  REQUIRE(fixture.started());
  auto client = fixture.connect();
  REQUIRE(client);
  client->send(request("GET /a") + request("GET /slow") + request("GET /c"));
  for (const char* path : {"/a", "/slow", "/c"}) {
    const auto response = client->response();
    REQUIRE(response);
    CHECK(response->status == 200);
    CHECK(response->body == path);
    CHECK(response->header("cache-control") == "no-store");
    CHECK(response->header("x-request-id")->rfind("req_", 0) == 0);
  }
  const std::string body(1'000'000, 'x');
  client->send(request("POST /body", body));
  const auto response = client->response();
  REQUIRE(response);
  CHECK(response->body == body);
  CHECK(fixture.server().counters().connections_total == 1);
  CHECK(fixture.server().counters().requests_total == 4);
}

TEST_CASE("HEAD and 204 carry no body and leave the connection in step", "[http]") {
  HttpFixture fixture(Wire::plain, behave);
  auto client = fixture.connect();
  REQUIRE(client);
  client->send(request("HEAD /abc") + request("GET /empty") + request("HEAD /stream") +
               request("GET /next"));
  const auto head = client->response(5000, RawClient::ExpectBody::no);
  REQUIRE(head);
  CHECK(head->header("content-length") == "4");
  const auto empty = client->response();
  REQUIRE(empty);
  CHECK(empty->status == 204);
  CHECK(!empty->header("content-length"));
  REQUIRE(client->response(5000, RawClient::ExpectBody::no));
  const auto next = client->response();
  REQUIRE(next);
  CHECK(next->body == "/next");
}

TEST_CASE("a stream arrives in chunks; a broken one never ends well", "[http]") {
  HttpFixture fixture(Wire::tls, behave);
  auto client = fixture.connect();
  REQUIRE(client);
  client->send(request("GET /stream") + request("GET /next"));
  const auto whole = client->response();
  REQUIRE(whole);
  CHECK(whole->body == "piece\npiece\npiece\n");
  CHECK(client->response()->body == "/next");
  client->send(request("GET /stream-broken"));
  const auto rest = client->rest(5000);
  CHECK(rest.end == RawClient::Rest::End::closed);
  CHECK(rest.bytes.find("piece") != std::string::npos);
  CHECK(rest.bytes.find("\r\n0\r\n") == std::string::npos);
}

TEST_CASE("100-continue is answered before the body is sent", "[http]") {
  HttpFixture fixture(Wire::plain, behave);
  auto client = fixture.connect();
  REQUIRE(client);
  client->send(
      "POST /body HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  CHECK(client->receive(2000) == "HTTP/1.1 100 Continue\r\n\r\n");
  client->send("abc");
  CHECK(client->response()->body == "abc");
}

TEST_CASE("an exception or an unsendable header becomes a 500 problem and closes", "[http]") {
  HttpFixture fixture(Wire::plain, behave);
  for (const char* line : {"GET /throw", "GET /split"}) {
    auto client = fixture.connect();
    REQUIRE(client);
    client->send(request(line) + request("GET /next"));
    const auto response = client->response();
    REQUIRE(response);
    CHECK(response->status == 500);
    CHECK(response->header("content-type") == "application/problem+json");
    CHECK(response->body.find("broken") == std::string::npos);
    CHECK(client->rest(3000).bytes.empty());
  }
}

TEST_CASE("a client certificate is optional, and known by its key when it is shown", "[http]") {
  HttpFixture fixture(Wire::tls, behave);
  auto options = fixture.client_options();
  auto without = RawClient::connect(options);
  REQUIRE(without);
  without->send(request("GET /certificate"));
  CHECK(without->response()->body == "none");

  const auto pair = *http::issue_client_certificate(fixture.ca(), fixture.folder(), "crm");
  options.certificate_file = pair.certificate;
  options.key_file = pair.key;
  auto with = RawClient::connect(options);
  REQUIRE(with);
  with->send(request("GET /certificate"));
  CHECK(with->response()->body == "CN=crm " + to_hex(*http::spki_sha256_of(pair.certificate)));
}

TEST_CASE("a client certificate of another authority, or a server's, is turned away", "[http]") {
  HttpFixture fixture(Wire::tls, behave);
  const auto other_ca = *http::make_dev_ca(fixture.folder() / "other", "ca");
  const auto foreign = *http::issue_client_certificate(other_ca, fixture.folder(), "foreign");
  const auto misused = *http::issue_server_certificate(fixture.ca(), fixture.folder(), "misused");
  for (const auto& pair : {foreign, misused}) {
    auto options = fixture.client_options();
    options.certificate_file = pair.certificate;
    options.key_file = pair.key;
    auto client = RawClient::connect(options); // TLS 1.3: the client learns it on the first read
    if (client) {
      client->send(request("GET /certificate"));
      CHECK(!client->response());
    }
  }
  CHECK(soon([&] { return fixture.server().counters().handshakes_failed == 2; }));
  CHECK(fixture.server().counters().requests_total == 0);
}

TEST_CASE("TLS 1.2 is refused unless it is allowed", "[http]") {
  HttpFixture strict(Wire::tls, behave);
  auto options = strict.client_options();
  options.tls_version_max = 0x0303;
  CHECK(!RawClient::connect(options));
  http::ServerOptions lenient;
  lenient.tls.emplace().floor = http::TlsFloor::tls_1_2;
  HttpFixture fixture(Wire::tls, behave, lenient);
  options = fixture.client_options();
  options.tls_version_max = 0x0303;
  CHECK(RawClient::connect(options));
}

TEST_CASE("slow heads and bodies get 408, slow handlers 503, and the connection ends", "[http]") {
  http::ServerOptions options;
  options.limits.head_timeout_ms = 100;
  options.limits.body_timeout_ms = 100;
  options.limits.handler_timeout_ms = 100;
  HttpFixture fixture(Wire::tls, behave, options);
  const auto answer_to = [&](std::string_view bytes) {
    auto client = fixture.connect();
    REQUIRE(client);
    client->send(bytes);
    const auto response = client->response();
    REQUIRE(response);
    CHECK(client->rest(3000).end == RawClient::Rest::End::closed);
    return response->status;
  };
  CHECK(answer_to("GET / HTTP/1.1\r\nHo") == 408);
  CHECK(answer_to("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab") == 408);
  CHECK(answer_to(request("GET /slow")) == 503);
  CHECK(fixture.server().counters().closed_by_deadline == 2);
  CHECK(fixture.server().counters().refused_by_guard == 0);
  CHECK(fixture.server().counters().handlers_timed_out == 1);
}

TEST_CASE("idle connections and clients that never shake hands are closed", "[http]") {
  http::ServerOptions options;
  options.limits.first_request_timeout_ms = 300;
  options.limits.idle_timeout_ms = 100;
  options.limits.handshake_timeout_ms = 100;
  HttpFixture fixture(Wire::tls, behave, options);
  auto silent_from_the_start = fixture.connect();
  REQUIRE(silent_from_the_start);
  CHECK(silent_from_the_start->rest(3000).end == RawClient::Rest::End::closed);
  auto idle = fixture.connect();
  REQUIRE(idle);
  idle->send(request("GET /a"));
  CHECK(idle->response()->status == 200);
  CHECK(idle->rest(3000).end == RawClient::Rest::End::closed);
  auto silent_options = fixture.client_options();
  silent_options.ca_file.clear();
  auto silent = RawClient::connect(silent_options);
  REQUIRE(silent);
  CHECK(silent->rest(3000).end == RawClient::Rest::End::closed);
  CHECK(soon([&] { return fixture.server().counters().connections_open == 0; }));
  CHECK(fixture.server().counters().closed_by_deadline == 1);
  CHECK(fixture.server().counters().closed_idle == 1);
  CHECK(fixture.server().counters().handshakes_failed == 1);
}

TEST_CASE("a client that does not read its answer is closed, though the kernel could hold it",
          "[http]") {
  http::ServerOptions options;
  options.limits.write_timeout_ms = 200;
  HttpFixture fixture(Wire::plain, behave, options);
  auto client = fixture.connect();
  REQUIRE(client);
  const std::string large = request("POST /body", std::string(1'500'000, 'x'));
  client->send(large);
  CHECK(soon([&] { return fixture.server().counters().closed_by_deadline == 1; }));
}

TEST_CASE("connections beyond the limits are closed at once and counted", "[http]") {
  http::ServerOptions options;
  options.limits.connections_max = 2;
  HttpFixture fixture(Wire::plain, behave, options);
  auto first = fixture.connect();
  auto second = fixture.connect();
  auto third = fixture.connect();
  REQUIRE(third);
  CHECK(third->rest(3000).end == RawClient::Rest::End::closed);
  CHECK(fixture.server().counters().refused_connection_limit == 1);
  first->send(request("GET /a"));
  CHECK(first->response()->status == 200);
  first.reset();
  CHECK(soon([&] { return fixture.server().counters().connections_open == 1; }));

  http::ServerOptions per_address;
  per_address.limits.connections_per_address_max = 1;
  HttpFixture narrow(Wire::plain, behave, per_address);
  auto one = narrow.connect();
  auto two = narrow.connect();
  CHECK(two->rest(3000).end == RawClient::Rest::End::closed);
  CHECK(narrow.server().counters().refused_address_limit == 1);
}

TEST_CASE("stopping finishes the request in flight and closes idle connections", "[http]") {
  HttpFixture fixture(Wire::tls, behave);
  auto busy = fixture.connect();
  auto idle = fixture.connect();
  REQUIRE(busy);
  REQUIRE(idle);
  busy->send(request("GET /slow"));
  REQUIRE(soon([&] { return fixture.server().counters().handlers_running == 1; }));
  std::thread stopper([&] { fixture.server().stop(); });
  const auto response = busy->response();
  REQUIRE(response);
  CHECK(response->body == "/slow");
  CHECK(response->header("connection") == "close");
  CHECK(idle->rest(3000).end == RawClient::Rest::End::closed);
  busy.reset();
  stopper.join();
  CHECK(fixture.server().counters().connections_open == 0);
  CHECK(!fixture.connect());
}

TEST_CASE("a handler that outlives the drain deadline does not hold up the stop", "[http]") {
  http::ServerOptions options;
  options.limits.drain_timeout_ms = 50;
  HttpFixture fixture(Wire::plain, behave, options);
  auto client = fixture.connect();
  client->send(request("GET /slow"));
  REQUIRE(soon([&] { return fixture.server().counters().handlers_running == 1; }));
  fixture.server().stop();
  CHECK(fixture.server().counters().connections_open == 0);
  CHECK(fixture.server().counters().handlers_running == 0);
}

TEST_CASE("a key file that others may read is refused, and so are wrong files", "[http]") {
  TemporaryFolder folder;
  const auto ca = *http::make_dev_ca(folder.path(), "ca");
  const auto pair = *http::issue_server_certificate(ca, folder.path(), "server");
  struct stat info {};
  REQUIRE(::stat(pair.key.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  http::TlsOptions tls{pair.certificate, pair.key, "", http::TlsFloor::tls_1_3};
  CHECK(http::check_tls(tls));
  tls.client_ca_file = folder.path() / "absent.pem";
  CHECK(http::check_tls(tls).error().code() == Errc::config);
  tls.client_ca_file.clear();
  tls.key_file = ca.key;
  CHECK(http::check_tls(tls).error().code() == Errc::config);
  tls.key_file = pair.key;
  std::filesystem::permissions(pair.key, std::filesystem::perms(0644));
  CHECK(http::check_tls(tls).error().code() == Errc::config);
  CHECK(!http::make_dev_ca(folder.path(), "../ca"));
}

TEST_CASE("a key file that needs a passphrase is refused, and nobody is asked for it", "[http]") {
  TemporaryFolder folder;
  const auto ca = *http::make_dev_ca(folder.path(), "ca");
  const auto pair = *http::issue_server_certificate(ca, folder.path(), "server");
  const http::BioPtr plain(BIO_new_file(pair.key.c_str(), "r"));
  const http::KeyPtr key(PEM_read_bio_PrivateKey(plain.get(), nullptr, nullptr, nullptr));
  const auto file = folder.path() / "protected.key";
  {
    const http::BioPtr locked(BIO_new_file(file.c_str(), "w"));
    unsigned char passphrase[] = "secret";
    REQUIRE(PEM_write_bio_PrivateKey(locked.get(), key.get(), EVP_aes_256_cbc(), passphrase,
                                     sizeof passphrase - 1, nullptr, nullptr) == 1);
  }
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  const auto refused = http::check_tls({pair.certificate, file, "", http::TlsFloor::tls_1_3});
  REQUIRE(!refused);
  CHECK(refused.error().code() == Errc::config);
  CHECK(std::string_view(refused.error().what()).find("passphrase") != std::string_view::npos);
}

TEST_CASE("plain HTTP is served on Unix sockets and loopback only", "[http]") {
  http::ServerOptions options;
  options.listen.push_back({"0.0.0.0", 0, ""});
  HttpFixture open_to_all(Wire::plain, behave, options);
  REQUIRE(!open_to_all.started());
  CHECK(open_to_all.started().error().code() == Errc::config);

  TemporaryFolder folder;
  http::ServerOptions local;
  local.listen.push_back({"", 0, folder.path() / "admin.sock"});
  HttpFixture fixture(Wire::plain, behave, local);
  REQUIRE(fixture.started());
  struct stat info {};
  REQUIRE(::stat((folder.path() / "admin.sock").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  RawClientOptions client_options;
  client_options.unix_path = folder.path() / "admin.sock";
  auto client = RawClient::connect(client_options);
  REQUIRE(client);
  client->send(request("GET /livez"));
  CHECK(client->response()->status == 200);
}

#include "support/catch.hpp"

#include "leadvault/http/guard.hpp"

using namespace lv;
using namespace lv::http;

namespace {

std::variant<AdmittedHead, Refusal> check(std::string_view head) {
  const auto scan = scan_head(head, 0, GuardLimits{});
  if (const auto* refusal = std::get_if<Refusal>(&scan)) return *refusal;
  REQUIRE(std::holds_alternative<HeadEnd>(scan));
  return check_head(head.substr(0, std::get<HeadEnd>(scan).bytes), GuardLimits{});
}

// "status rule" of a refusal, "admitted" otherwise.
std::string verdict(std::string_view head) {
  const auto result = check(head);
  if (const auto* refusal = std::get_if<Refusal>(&result)) {
    return std::to_string(refusal->status) + " " + refusal->rule;
  }
  return "admitted";
}

std::string get(std::string_view headers) {
  return "GET / HTTP/1.1\r\n" + std::string(headers) + "\r\n";
}
std::string with_host(std::string_view headers) {
  return get("Host: a\r\n" + std::string(headers));
}
std::string target(std::string_view text) {
  return verdict("GET " + std::string(text) + " HTTP/1.1\r\nHost: a\r\n\r\n");
}
std::string host(std::string_view value) {
  return verdict(get("Host: " + std::string(value) + "\r\n"));
}

} // namespace

TEST_CASE("an ordinary head is admitted with its verb, target and length", "[http]") {
  const auto result =
      check("POST /v1/leads?limit=2&q=a%20b+c HTTP/1.1\r\nHost: vault.example:8443\r\n"
            "Content-Length: 12\r\nConnection: keep-alive, Close\r\n\r\n");
  const auto* head = std::get_if<AdmittedHead>(&result);
  REQUIRE(head != nullptr);
  CHECK(head->verb == Verb::post);
  CHECK(head->target.path == "/v1/leads");
  REQUIRE(head->target.query.size() == 2);
  CHECK(head->target.query[1].second == "a b c");
  CHECK(head->body_bytes == 12);
  CHECK(head->after == AdmittedHead::After::close);
}

TEST_CASE("any Transfer-Encoding is refused with 411", "[http]") {
  for (const char* value : {"chunked", "identity", "gzip, chunked", "", "xchunked"}) {
    CHECK(verdict(with_host("Transfer-Encoding: " + std::string(value) + "\r\n")) ==
          "411 transfer-encoding");
  }
  CHECK(verdict(with_host("tRANSFER-eNCODING: chunked\r\n")) == "411 transfer-encoding");
}

TEST_CASE("a Content-Length is digits only, at most once and within the limit", "[http]") {
  for (const char* value :
       {"", "+3", "-3", "0x3", "3, 3", "3 4", "3_0", "3.0", "3 ", "\t3", "18446744073709551619"}) {
    INFO(value);
    CHECK(verdict(with_host("Content-Length: " + std::string(value) + "\r\n")) ==
          "400 content-length");
  }
  CHECK(verdict(with_host("Content-Length: 3\r\nContent-Length: 3\r\n")) == "400 duplicate-header");
  CHECK(verdict(with_host("Content-Length: 8388608\r\n")) == "admitted");
  CHECK(verdict(with_host("Content-Length: 8388609\r\n")) == "413 body-length");
}

TEST_CASE("headers that are not lists may occur once", "[http]") {
  CHECK(verdict(with_host("Host: a\r\n")) == "400 duplicate-header");
  CHECK(verdict(with_host("Authorization: a\r\nauthorization: b\r\n")) == "400 duplicate-header");
  CHECK(verdict(with_host("X-Purpose: a\r\nX-Purpose: a\r\n")) == "400 duplicate-header");
  CHECK(verdict(with_host("Accept: a\r\nAccept: b\r\n")) == "admitted");
  CHECK(verdict(with_host("X-Forwarded-For: a\r\nX-Forwarded-For: b\r\n")) == "admitted");
}

TEST_CASE("the Host header is one host and an optional port", "[http]") {
  for (const char* good : {"a", "vault.example", "127.0.0.1:8443", "[::1]", "[::1]:443", "a:0"}) {
    INFO(good);
    CHECK(host(good) == "admitted");
  }
  for (const char* bad : {"", "a@b", "a/b", "a,b", "a b", "a:", "a:99999999", "a:65536", "a:b",
                          "[::1", "[]", "[::1]x", "[::1]:", "%61", "a#", "a?b"}) {
    INFO(bad);
    CHECK(host(bad) == "400 host");
  }
  CHECK(verdict(get("")) == "400 host");
}

TEST_CASE("only HTTP/1.1 in origin-form with a known upper-case method is admitted", "[http]") {
  const auto line = [](std::string_view text) {
    return verdict(std::string(text) + "\r\nHost: a\r\n\r\n");
  };
  CHECK(line("GET / HTTP/1.0") == "400 version");
  CHECK(line("GET / HTTP/2.0") == "400 version");
  CHECK(line("GET / http/1.1") == "400 version");
  CHECK(line("GET / HTTP/1.1 ") == "400 version");
  CHECK(line("GET /") == "400 request-line");
  CHECK(line("GET  / HTTP/1.1") == "400 target");
  CHECK(line("GET\t/\tHTTP/1.1") == "400 request-line");
  CHECK(line("get / HTTP/1.1") == "400 method");
  CHECK(line("CONNECT a:443 HTTP/1.1") == "405 method");
  CHECK(line("TRACE / HTTP/1.1") == "405 method");
  CHECK(line("GET http://evil/ HTTP/1.1") == "400 target");
  CHECK(line("OPTIONS * HTTP/1.1") == "400 target");
  CHECK(verdict("\r\n\r\n") == "400 request-line");
}

TEST_CASE("a target is decoded once and may hide nothing", "[http]") {
  CHECK(target("/a/b%2Dc?x=%C3%A9&y") == "admitted");
  CHECK(target("/a/") == "admitted");
  for (const char* bad :
       {"/%00",    "/a%0d%0a",  "/a//b",       "//a",   "/../a",     "/a/..",   "/a/%2e%2e/b",
        "/./a",    "/%2f",      "/a%5Cb",      "/%zz",  "/%4",       "/%",      "/%C3%A9",
        "/a#b",    "/a\"b",     "/a<b",        "/a\\b", "/a[b]",     "/?a=%00", "/?a=%0A",
        "/?a=%g1", "/?a=1&a=2", "/?a=1&%61=2", "/?&",   "/?a=1&&b=2"}) {
    INFO(bad);
    CHECK(target(bad) == "400 target");
  }
  // What decoding yields is not decoded again.
  const auto result = check("GET /a%2541 HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(std::get<AdmittedHead>(result).target.path == "/a%41");
}

TEST_CASE("too much is refused: target 414, head and header count 431", "[http]") {
  CHECK(target("/" + std::string(4095, 'a')) == "admitted");
  CHECK(target("/" + std::string(4096, 'a')) == "414 target-length");
  std::string many;
  for (int i = 0; i < 63; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
  CHECK(verdict(with_host(many)) == "admitted");
  CHECK(verdict(with_host(many + "X-63: 1\r\n")) == "431 header-count");
  CHECK(verdict(with_host("X-A: " + std::string(17'000, 'a') + "\r\n")) == "431 head-length");
}

TEST_CASE("bytes that readers disagree about are refused anywhere in the head", "[http]") {
  CHECK(verdict(with_host("X-A: a\nX-B: b\r\n")) == "400 bare-lf");
  CHECK(verdict(with_host("X-A: a\rb\r\n")) == "400 bare-cr");
  CHECK(verdict(with_host(std::string("X-A: a\0b\r\n", 10))) == "400 control-byte");
  CHECK(verdict(with_host("X-A: a\x7f\r\n")) == "400 control-byte");
  CHECK(verdict(with_host("X-A: \xff\r\n")) == "400 non-ascii");
  CHECK(verdict(with_host("X-A: 1\r\n folded\r\n")) == "400 folded-line");
  CHECK(verdict(get(" Host: a\r\n")) == "400 folded-line");
  for (const char* line : {"X_A: 1", "X A: 1", "X-A : 1", ": 1", "XA", "X\tA: 1"}) {
    INFO(line);
    CHECK(verdict(with_host(std::string(line) + "\r\n")) == "400 header-name");
  }
  CHECK(verdict(with_host("X-A:\r\n")) == "admitted");
}

TEST_CASE("only 100-continue can be expected", "[http]") {
  CHECK(verdict(with_host("Expect: 100-Continue\r\n")) == "admitted");
  CHECK(verdict(with_host("Expect: x\r\n")) == "417 expect");
}

TEST_CASE("a head that can no longer become good is refused before its end", "[http]") {
  const GuardLimits limits;
  const auto refused = [&](std::string_view bytes) {
    return std::holds_alternative<Refusal>(scan_head(bytes, 0, limits));
  };
  CHECK(refused("GET / HTTP/1.1\n"));
  CHECK(refused("\x16\x03\x01")); // a TLS hello on a plain socket
  CHECK(refused("\r\n"));
  CHECK(refused(std::string(limits.head_bytes_max + 1, 'a')));
  CHECK(!refused("GET / HTTP/1.1\r"));
  CHECK(!refused("G"));
}

TEST_CASE("scanning piece by piece finds the same end as scanning at once", "[http]") {
  const std::string head = with_host("X-A: b\r\n");
  const std::string received = head + "GET /next";
  for (std::size_t split = 0; split < head.size(); ++split) {
    const auto first = scan_head(std::string_view(received).substr(0, split), 0, {});
    REQUIRE(std::holds_alternative<NeedMore>(first));
    const auto second = scan_head(received, split, {});
    REQUIRE(std::holds_alternative<HeadEnd>(second));
    CHECK(std::get<HeadEnd>(second).bytes == head.size());
  }
}

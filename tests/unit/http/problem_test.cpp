#include "http/response_head.hpp"
#include "support/catch.hpp"

#include "leadvault/http/problem.hpp"

#include <set>

using namespace lv;
using namespace lv::http;

TEST_CASE("a problem names its type, status, code, request and every violation", "[http]") {
  const auto id = make_id<RequestTag>();
  const Violations violations = {{"/fields/email", "email-syntax", "There is no \"@\"."}};
  const auto response = problem(422, Errc::invalid, "A field is not valid.", id, violations);
  CHECK(response.status == 422);
  CHECK(response.content_type == "application/problem+json");
  const auto json = parse_json(response.body);
  REQUIRE(json);
  CHECK(*json->find("type")->as_string() == "urn:leadvault:problem:invalid");
  CHECK(*json->find("status")->as_int() == 422);
  CHECK(*json->find("code")->as_string() == "invalid");
  CHECK(*json->find("detail")->as_string() == "A field is not valid.");
  CHECK(std::string(*json->find("request_id")->as_string()) == to_text(id));
  const auto& errors = *json->find("errors")->as_array();
  REQUIRE(errors.size() == 1);
  CHECK(*errors[0].find("pointer")->as_string() == "/fields/email");
  CHECK(*errors[0].find("rule")->as_string() == "email-syntax");
}

TEST_CASE("every code has a status of its own class and a title", "[http]") {
  for (int i = 0; i <= static_cast<int>(Errc::internal); ++i) {
    const auto code = static_cast<Errc>(i);
    CHECK(status_of(code) >= 400);
    CHECK(status_of(code) < 600);
    if (code != Errc::internal) CHECK(title_of(code) != title_of(Errc::internal));
    CHECK(!reason_phrase(status_of(code)).empty());
  }
  CHECK(status_of(Errc::sealed) == 503);
  CHECK(status_of(Errc::not_found) == 404);
  CHECK(status_of(Errc::precondition_required) == 428);
}

TEST_CASE("a fault of the vault is told in one sentence, and never as one of files, keys or disks",
          "[http]") {
  std::set<std::string> details;
  for (const auto& error :
       {LV_FAIL(io, "store.db cannot be read"), LV_FAIL(no_space, "the disk of the store is full"),
        LV_FAIL(wrong_key, "the state key does not fit"), LV_FAIL(integrity, "page 7 is damaged"),
        LV_FAIL(newer_schema, "schema 9"), LV_FAIL(internal, "SELECT x FROM y")}) {
    const auto json = parse_json(problem(error, RequestId{}).body);
    REQUIRE(json);
    details.emplace(*json->find("detail")->as_string());
    const std::string code(*json->find("code")->as_string());
    INFO(code);
    CHECK((code == "internal" || code == "unavailable" || code == "integrity"));
    CHECK(is_fault(error.code()));
  }
  CHECK(details.size() == 1);
  const auto told = parse_json(problem(LV_FAIL(invalid, "a rule"), RequestId{}).body);
  CHECK(*told->find("detail")->as_string() == "a rule");
  CHECK_FALSE(is_fault(Errc::sealed));
}

TEST_CASE("a 503 says when to come back", "[http]") {
  const auto response = problem(LV_FAIL(overloaded, "the queue is full"), RequestId{});
  REQUIRE(response.headers.size() == 1);
  CHECK(response.headers[0].name == "Retry-After");
  CHECK(problem(LV_FAIL(not_found, "not found"), RequestId{}).headers.empty());
}

TEST_CASE("a response head carries exact framing and the security headers", "[http]") {
  Response response;
  response.content_type = "text/plain";
  response.body = "abc";
  response.with("ETag", "\"1\"");
  HeadContext context{make_id<RequestTag>(), Time{784111777'000'000}, After::close};
  const auto head = response_head(response, context);
  REQUIRE(head);
  const std::string text(*head);
  for (const char* line :
       {"HTTP/1.1 200 OK\r\n", "Content-Length: 3\r\n", "Content-Type: text/plain\r\n",
        "ETag: \"1\"\r\n", "Cache-Control: no-store\r\n", "X-Content-Type-Options: nosniff\r\n",
        "Strict-Transport-Security: max-age=31536000", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
        "Connection: close\r\n"}) {
    INFO(line);
    CHECK(text.find(line) != std::string::npos);
  }
  CHECK(text.find("X-Request-Id: " + to_text(context.request) + "\r\n") != std::string::npos);
}

TEST_CASE("a header value that would split the response is refused", "[http]") {
  for (const char* bad : {"a\r\nSet-Cookie: x", "a\nb", "a\x01", "\xc3\xa9"}) {
    Response response;
    response.with("Location", bad);
    CHECK(!response_head(response, HeadContext{}));
  }
  Response response;
  response.with("Bad Name", "a");
  CHECK(!response_head(response, HeadContext{}));
}

TEST_CASE("a 204 has neither length nor type", "[http]") {
  Response response;
  response.status = 204;
  const auto head = response_head(response, HeadContext{});
  REQUIRE(head);
  CHECK(head->find("Content-Length") == SecretText::npos);
}

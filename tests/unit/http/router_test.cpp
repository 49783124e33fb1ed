#include "support/catch.hpp"

#include "leadvault/http/router.hpp"

using namespace lv::http;

namespace {

const Router<int>& routes() {
  static const Router<int> table({
      {Verb::get, "/v1/leads/{id}", 1},
      {Verb::patch, "/v1/leads/{id}", 2},
      {Verb::post, "/v1/leads", 3},
      {Verb::post, "/v1/leads/search", 4},
      {Verb::post, "/v1/leads/{id}/consents/{purpose}/withdraw", 5},
  });
  return table;
}

int found(Verb verb, std::string_view path) {
  const auto match = routes().match(verb, path);
  const auto* matched = std::get_if<Matched<int>>(&match);
  return matched != nullptr ? matched->route->target : 0;
}

std::string allow(Verb verb, std::string_view path) {
  const auto match = routes().match(verb, path);
  const auto* wrong = std::get_if<WrongMethod>(&match);
  return wrong != nullptr ? wrong->allow : "-";
}

} // namespace

TEST_CASE("a route is found by verb and path, with its parameters", "[http]") {
  CHECK(found(Verb::get, "/v1/leads/lead_1") == 1);
  CHECK(found(Verb::post, "/v1/leads") == 3);
  CHECK(found(Verb::post, "/v1/leads/search") == 4);
  const auto match = routes().match(Verb::post, "/v1/leads/lead_1/consents/outreach/withdraw");
  const auto& matched = std::get<Matched<int>>(match);
  CHECK(matched.route->target == 5);
  CHECK(matched.parameters.get("id") == "lead_1");
  CHECK(matched.parameters.get("purpose") == "outreach");
  CHECK(matched.parameters.get("other").empty());
}

TEST_CASE("HEAD finds the GET route", "[http]") {
  CHECK(found(Verb::head, "/v1/leads/lead_1") == 1);
  CHECK(allow(Verb::head, "/v1/leads") == "POST");
}

TEST_CASE("a path without a route is not found, a known path names its verbs", "[http]") {
  for (const char* path : {"/", "/v1", "/v1/leads/", "/v1/leads/a/b", "/v2/leads", "/v1/lead"}) {
    INFO(path);
    CHECK(std::holds_alternative<NoRoute>(routes().match(Verb::get, path)));
  }
  CHECK(allow(Verb::del, "/v1/leads/lead_1") == "GET, HEAD, PATCH");
  CHECK(allow(Verb::del, "/v1/leads/search") == "GET, HEAD, PATCH, POST");
}

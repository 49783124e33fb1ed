#include "api/openapi_json.hpp"
#include "api/routes.hpp"
#include "support/catch.hpp"

#include "leadvault/lead/catalogue_load.hpp"

#include <algorithm>
#include <set>

using namespace lv;
using namespace lv::api;

namespace {

std::string lower_verb(http::Verb verb) {
  std::string name(http::verb_name(verb));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return static_cast<char>(c | 0x20); });
  return name;
}

std::string text(std::string_view part) { return std::string(part); }

// "get /v1/leads listLeads" for every operation of openapi.yaml.
std::set<std::string> documented() {
  auto document = parse_json(openapi_json());
  REQUIRE(document);
  const auto* paths = document->find("paths");
  REQUIRE(paths != nullptr);
  std::set<std::string> operations;
  for (const auto& [path, item] : *paths->as_object())
    for (const auto& [verb, operation] : *item.as_object())
      if (const auto* id = operation.find("operationId"))
        operations.insert(text(verb) + " " + text(path) + " " + text(*id->as_string()));
  return operations;
}

// The names of an operation's query parameters, its path item's and those behind a $ref included.
std::set<std::string> query_parameters(const JsonValue& document, const JsonValue& operation) {
  std::set<std::string> names;
  const auto* parameters = operation.find("parameters");
  if (parameters == nullptr) return names;
  for (const auto& given : *parameters->as_array()) {
    const auto* parameter = &given;
    if (const auto* ref = given.find("$ref")) {
      const std::string pointer = text(*ref->as_string());
      parameter = document.find("components")
                      ->find("parameters")
                      ->find(pointer.substr(pointer.rfind('/') + 1));
      REQUIRE(parameter != nullptr);
    }
    if (*parameter->find("in")->as_string() == "query")
      names.insert(text(*parameter->find("name")->as_string()));
  }
  return names;
}

} // namespace

TEST_CASE("every route is an operation of openapi.yaml, and the reverse", "[api]") {
  std::set<std::string> served;
  for (const auto& route : make_routes())
    served.insert(lower_verb(route.verb) + " " + text(route.pattern) + " " +
                  text(route.target.operation));
  CHECK(served == documented());
}

TEST_CASE("a route takes the query parameters and the body that openapi.yaml says", "[api]") {
  auto document = parse_json(openapi_json());
  REQUIRE(document);
  for (const auto& route : make_routes()) {
    INFO(route.pattern);
    const auto* item = document->find("paths")->find(route.pattern);
    REQUIRE(item != nullptr);
    const auto* operation = item->find(lower_verb(route.verb));
    REQUIRE(operation != nullptr);
    std::set<std::string> taken;
    for (const auto name : route.target.query) taken.insert(text(name));
    CHECK(taken == query_parameters(*document, *operation));
    CHECK((route.target.body != BodyKind::none) == (operation->find("requestBody") != nullptr));
  }
}

TEST_CASE("route numbers are permanent: unique, from 1 without a gap", "[api]") {
  std::set<std::uint16_t> numbers;
  for (const auto& route : make_routes()) numbers.insert(route.target.number);
  CHECK(numbers.size() == make_routes().size());
  CHECK(*numbers.begin() == 1);
  CHECK(*numbers.rbegin() == numbers.size());
}

TEST_CASE("every action of the table is in the shipped catalogue", "[api]") {
  Violations findings;
  const auto catalogue = lead::load_catalogue(LV_SOURCE_DIR "/policies", findings);
  REQUIRE(catalogue);
  for (const auto& route : make_routes()) {
    INFO(route.target.operation);
    if (route.target.decides == Decides::nobody) {
      CHECK(route.target.action.empty());
    } else {
      CHECK((*catalogue)->action(route.target.action) != nullptr);
    }
  }
}

#include "unit/cedar/cedar_fixture.hpp"

#include "leadvault/cedar/read_json.hpp"

using namespace lv::cedar;
using namespace lv::cedar::test;

namespace {

const Schema& schema() {
  static const Schema read = must(parse_schema(R"(
    entity Team in [Company];
    entity Company;
    entity User in [Team] = {
      age: Long, home?: ipaddr, boss?: User, friends?: Set<User>,
      pay?: { base: decimal, from: datetime }
    } tags String;
    action view in [all] appliesTo {
      principal: User, resource: User, context: { from: ipaddr, "for"?: duration }
    };
    action all;
  )"));
  return read;
}

// One User with these attributes, as it is read; or why it is not.
std::string attributes(const std::string& json, const Schema* with = nullptr) {
  const auto entities = read_entities(
      R"([{"uid":{"type":"User","id":"a"},"parents":[],"attrs":)" + json + "}]", with);
  if (!entities) return first_problem(entities.error());
  return print(Value(entities->find({"User", "a"})->attributes));
}

std::string entities_problem(const std::string& json, const Schema* with = nullptr) {
  const auto entities = read_entities(json, with);
  return entities ? "" : first_problem(entities.error());
}

std::string context(const std::string& json) {
  Arena arena;
  const auto read = read_context(json, arena);
  return read ? print(Value(*read)) : first_problem(read.error());
}

std::string context(const std::string& json, const EntityUid& action) {
  Arena arena;
  const auto read = read_context(json, arena, schema(), action);
  return read ? print(Value(*read)) : first_problem(read.error());
}

bool mentions(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("JSON values are Cedar's: arrays are sets, objects records", "[cedar]") {
  CHECK(attributes(R"({"b":true,"a":-7})") == R"({"a": -7, "b": true})");
  CHECK(attributes(R"({"a":"x\u0000y"})") == R"({"a": "x\x00y"})");
  CHECK(attributes(R"({"a":[2,1,2,"x"]})") == attributes(R"({"a":["x",1,2]})"));
  CHECK(attributes(R"({"a":{"":{}}})") == R"({"a": {"": {}}})");
  CHECK(attributes(R"({"a":9223372036854775807})") == R"({"a": 9223372036854775807})");
}

TEST_CASE("null, fractions and numbers beyond 64 bits are no values", "[cedar]") {
  CHECK(attributes(R"({"a":{"b/c":[null]}})") == "/0/attrs/a/b~1c/0: null is no value");
  CHECK(mentions(attributes(R"({"a":1.5})"), "/0/attrs/a: "));
  CHECK_FALSE(attributes(R"({"a":9223372036854775808})").empty());
  CHECK(mentions(attributes(R"({"a":{"__expr":"1"}})"), "__expr"));
}

TEST_CASE("escapes name entities and call the functions of extensions", "[cedar]") {
  CHECK(attributes(R"({"a":{"__entity":{"type":"N::U","id":"x\"y"}}})") ==
        R"({"a": N::U::"x\"y"})");
  CHECK(attributes(R"({"a":{"__extn":{"fn":"decimal","arg":"1.50"}}})") ==
        R"({"a": decimal("1.5000")})");
  CHECK(attributes(R"({"a":{"__extn":{"fn":"offset","args":[
    {"__extn":{"fn":"datetime","arg":"1970-01-01"}},
    {"__extn":{"fn":"duration","arg":"1d"}}]}}})") ==
        attributes(R"({"a":{"__extn":{"fn":"datetime","arg":"1970-01-02"}}})"));
  CHECK(
      mentions(attributes(R"({"a":{"__extn":{"fn":"decimal","arg":"1"}}})"), "/0/attrs/a/__extn"));
  CHECK(mentions(attributes(R"({"a":{"__extn":{"fn":"contains","arg":"1"}}})"), "/fn: "));
  CHECK(mentions(attributes(R"({"a":{"__extn":{"fn":"ip"}}})"), "/__extn: "));
  CHECK(mentions(attributes(R"({"a":{"__entity":{"type":"User"}}})"), "/__entity: "));
}

TEST_CASE("an escape stands alone and is whole", "[cedar]") {
  CHECK(mentions(attributes(R"({"a":{"__entity":{"type":"U","id":""},"b":1}})"), "/a/__entity: "));
  CHECK(mentions(attributes(R"({"a":[{"b":1,"__extn":{"fn":"ip","arg":"::1"}}]})"), "/0/__extn: "));
  CHECK(mentions(attributes(R"({"a":{"__entity":1}})"), "/a/__entity: "));
  CHECK(mentions(attributes(R"({"a":{"__extn":1}})"), "/a/__extn: "));
  CHECK(mentions(attributes(R"({"a":{"__expr":1}})"), "/a/__expr: "));
  CHECK(attributes(R"({"__expr":1})") == R"({"__expr": 1})"); // the name of an attribute
}

TEST_CASE("the name of an entity type has one spelling", "[cedar]") {
  const auto with_type = [](const std::string& type) {
    return attributes(R"({"a":{"__entity":{"type":")" + type + R"(","id":""}}})");
  };
  CHECK(with_type("A::B1::_c") == R"({"a": A::B1::_c::""})");
  for (const char* bad : {"", " A", "A ", "A :: B", "A//", "A::", "::A", "1", "if", "A::if", "ü",
                          "__cedar", "A-B", "A::\\\"b\\\"", "A\\n"}) {
    INFO(bad);
    CHECK(mentions(with_type(bad), "/0/attrs/a/__entity/type: "));
  }
}

TEST_CASE("an entity needs uid, attrs and parents; what it has beside them is ignored", "[cedar]") {
  CHECK(entities_problem(R"([{"uid":{"type":"U","id":"a"},"attrs":{}}])") ==
        "/0/parents: this member is required");
  CHECK(mentions(entities_problem(R"([{"uid":{"type":"U","id":"a"},"parents":[]}])"), "/0/attrs"));
  CHECK(mentions(entities_problem(R"([{"attrs":{},"parents":[]}])"), "/0/uid"));
  CHECK(mentions(entities_problem(R"([1])"), "/0/uid"));
  CHECK(mentions(entities_problem(R"({})"), "array"));
  CHECK(entities_problem(R"([{"uid":{"__entity":{"type":"U","id":"a"}},"attrs":{},"x":null,
    "parents":[{"type":"T","id":"t"},{"__entity":{"type":"T","id":"t"}}],"tags":{"k":1}}])")
            .empty());
}

TEST_CASE("ancestors are closed and tags are read", "[cedar]") {
  const auto entities = must(read_entities(R"([
    {"uid":{"type":"U","id":"a"},"attrs":{},"parents":[{"type":"T","id":"t"}],"tags":{"k":1}},
    {"uid":{"type":"T","id":"t"},"attrs":{},"parents":[{"type":"C","id":"c"}]}])"));
  REQUIRE(entities.size() == 2);
  const Entity& entity = *entities.find({"U", "a"});
  CHECK(entity.is_below({"C", "c"}));
  REQUIRE(entity.tags.find("k") != nullptr);
  CHECK(*entity.tags.find("k") == Value(std::int64_t{1}));
}

TEST_CASE("an entity may be repeated only as it is; no entity is its own ancestor", "[cedar]") {
  const std::string first = R"({"uid":{"type":"U","id":"a"},"attrs":{"x":[1,2]},"parents":[]})";
  const std::string same = R"({"uid":{"type":"U","id":"a"},"attrs":{"x":[2,1]},"parents":[]})";
  const std::string other = R"({"uid":{"type":"U","id":"a"},"attrs":{"x":[1]},"parents":[]})";
  CHECK(entities_problem("[" + first + "," + same + "]").empty());
  CHECK(mentions(entities_problem("[" + first + "," + other + "]"), "/1/uid"));
  CHECK_FALSE(entities_problem(R"([{"uid":{"type":"U","id":"a"},"attrs":{},
                                    "parents":[{"type":"U","id":"a"}]}])")
                  .empty());
  CHECK(mentions(entities_problem(R"([{"uid":{"type":"Action","id":"a"},"attrs":{},
                                       "parents":[{"type":"U","id":"a"}]}])"),
                 "/0/parents/0"));
}

TEST_CASE("with a schema, implicit forms stand where the schema says what is meant", "[cedar]") {
  const auto& with = schema();
  const std::string expected = attributes(R"({"age":1,"home":{"__extn":{"fn":"ip","arg":"::1"}},
    "boss":{"__entity":{"type":"User","id":"b"}},"friends":[{"__entity":{"type":"User","id":"c"}}],
    "pay":{"base":{"__extn":{"fn":"decimal","arg":"1.0"}},
           "from":{"__extn":{"fn":"datetime","arg":"2024-01-01"}}}})",
                                          &with);
  CHECK(mentions(expected, ":1/128\")"));
  CHECK(attributes(R"({"age":1,"home":"::1","boss":{"type":"User","id":"b"},
    "friends":[{"type":"User","id":"c"}],
    "pay":{"base":"1.0","from":{"fn":"datetime","arg":"2024-01-01"}}})",
                   &with) == expected);
  CHECK(mentions(attributes(R"({"age":1,"home":"::z"})", &with), "/0/attrs/home: "));
}

TEST_CASE("with a schema, what does not conform is refused", "[cedar]") {
  const auto& with = schema();
  CHECK(attributes(R"({"age":1})", &with) == R"({"age": 1})");
  CHECK(mentions(attributes(R"({})", &with), "/0/attrs/age: "));
  CHECK(mentions(attributes(R"({"age":1,"nope":2})", &with), "/0/attrs/nope: "));
  CHECK(mentions(attributes(R"({"age":1,"pay":{"base":"1.0"}})", &with), "/0/attrs/pay/from: "));
  CHECK(mentions(attributes(R"({"age":"1"})", &with), "expected"));
  CHECK(mentions(attributes(R"({"age":1,"boss":{"type":"Team","id":"b"}})", &with), "expected"));
  const auto entity = [&with](const std::string& uid, const std::string& rest) {
    return entities_problem(R"([{"uid":)" + uid + R"(,"attrs":{},)" + rest + "}]", &with);
  };
  CHECK(mentions(entity(R"({"type":"Nope","id":""})", R"("parents":[])"), "/0/uid: "));
  const std::string team = R"({"type":"Team","id":"t"})";
  CHECK(entity(team, R"("parents":[{"type":"Company","id":"c"}])").empty());
  CHECK_FALSE(entity(team, R"("parents":[{"type":"User","id":"c"}])").empty());
  CHECK(mentions(entity(team, R"("parents":[],"tags":{"a":""})"), "/0/tags: "));
  CHECK(entity(team, R"("parents":[],"tags":{})").empty());
}

TEST_CASE("with a schema, its actions are entities", "[cedar]") {
  const auto entities = must(read_entities("[]", &schema()));
  REQUIRE(entities.size() == 2);
  CHECK(entities.find({"Action", "view"})->is_below({"Action", "all"}));
  CHECK_FALSE(entities_problem(R"([{"uid":{"type":"Action","id":"view"},"attrs":{},"parents":[]}])",
                               &schema())
                  .empty());
  CHECK_FALSE(entities_problem(R"([{"uid":{"type":"Action","id":"new"},"attrs":{},"parents":[]}])",
                               &schema())
                  .empty());
}

TEST_CASE("a context is a record, with a schema that of its action", "[cedar]") {
  CHECK(context(R"({"a":1})") == R"({"a": 1})");
  CHECK(mentions(context(R"([1])"), "record"));
  CHECK(mentions(context(R"({"__entity":{"type":"U","id":""}})"), "record"));
  CHECK(mentions(context(R"({"a":1)"), "comma"));
  CHECK(context(R"({"from":"10.0.0.1"})", view) == R"({"from": ip("10.0.0.1/32")})");
  CHECK(mentions(context(R"({})", view), "/from: "));
  CHECK(mentions(context(R"({"from":"10.0.0.1","x":1})", view), "/x: "));
  CHECK(mentions(context(R"({})", {"Action", "nope"}), "action"));
  CHECK(context(R"({})", {"Action", "all"}) == "{}");
}

TEST_CASE("an action that is given must be whole: the schema does not complete it", "[cedar]") {
  const auto layered =
      must(parse_schema("action all; action some in [all]; action read in [some];"));
  const auto read_in = [](const std::string& more) {
    return R"([{"uid": {"type": "Action", "id": "read"}, "attrs": {},
                "parents": [{"type": "Action", "id": "some"}]})" +
           more + "]";
  };
  CHECK_FALSE(read_entities(read_in(""), &layered));
  CHECK(read_entities(read_in(R"(, {"uid": {"type": "Action", "id": "some"}, "attrs": {},
                                    "parents": [{"type": "Action", "id": "all"}]})"),
                      &layered));
}

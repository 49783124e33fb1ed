#include "unit/cedar/schema_fixture.hpp"

using namespace lv;
using namespace lv::cedar;
using namespace lv::cedar::test;

namespace {

std::string entity(const std::string& body) {
  return R"({"": {"entityTypes": {"A": )" + body + R"(, "G": {}}, "actions": {}}})";
}
std::string attribute(const std::string& type) {
  return entity(R"({"shape": {"type": "Record", "attributes": {"a": )" + type + "}}}");
}
std::string action(const std::string& body) {
  return R"({"": {"entityTypes": {"U": {}}, "actions": {"a": )" + body + R"(, "g": {}}}})";
}
std::string common(const std::string& name, const std::string& type) {
  return R"({"N": {"commonTypes": {")" + name + "\": " + type +
         R"(}, "entityTypes": {}, "actions": {}}})";
}

} // namespace

TEST_CASE("the JSON form of a schema says the same as its text", "[cedar]") {
  const auto schema = must(parse_schema_json(R"({
    "Shop": {
      "annotations": {"doc": "x", "if": null},
      "commonTypes": {"Asked": {"type": "Record", "annotations": {"a": "b"},
                                "attributes": {"at": {"type": "Extension", "name": "datetime"}}}},
      "entityTypes": {
        "User": {"memberOfTypes": ["Team"], "tags": {"type": "Long"}, "shape": {"type": "Record",
          "additionalAttributes": false, "attributes": {
            "team": {"type": "Entity", "name": "Team", "required": false},
            "asked": {"type": "Asked"},
            "seen": {"type": "Set", "element": {"type": "EntityOrCommon", "name": "Asked"}},
            "ok": {"type": "Boolean", "required": true, "annotations": {}},
            "short": {"type": "Bool"},
            "name": {"type": "String"}}}},
        "Team": {}, "Tone": {"enum": ["loud", "calm"]}},
      "actions": {
        "all": {},
        "show": {"memberOf": [{"id": "all"}, {"type": "Shop::Action", "id": "all"}],
          "appliesTo": {"principalTypes": ["User"], "resourceTypes": ["Shop::Team"],
                        "context": {"type": "Asked"}}}}}})"));
  const auto* user = schema.entity_type("Shop::User");
  REQUIRE(user != nullptr);
  CHECK(strings(user->ancestors) == std::vector<std::string>{"Shop::Team"});
  CHECK(user->tags->kind == Type::Kind::integer);
  const auto* shape = user->shape;
  CHECK(shape->attribute("team")->presence == AttributeType::Presence::optional);
  CHECK(shape->attribute("team")->type->name == "Shop::Team");
  CHECK(shape->attribute("asked")->type->attribute("at")->type->name == "datetime");
  CHECK(shape->attribute("seen")->type->element->kind == Type::Kind::record);
  CHECK(shape->attribute("ok")->type->kind == Type::Kind::boolean);
  CHECK(shape->attribute("short")->type->kind == Type::Kind::boolean);
  CHECK(strings(schema.entity_type("Shop::Tone")->ids) == std::vector<std::string>{"calm", "loud"});
  const auto* show = schema.action({"Shop::Action", "show"});
  REQUIRE(show != nullptr);
  CHECK(show->ancestors.size() == 1);
  CHECK(show->ancestors[0] == EntityUid{"Shop::Action", "all"});
  CHECK(strings(show->principals) == std::vector<std::string>{"Shop::User"});
  CHECK(show->context->attribute("at") != nullptr);
}

TEST_CASE("what the JSON form allows is accepted", "[cedar]") {
  check_accepted(
      parse_schema_json,
      {
          "{}",
          R"({"": {"entityTypes": {}, "actions": {}, "annotations": {}}})",
          R"({"A::B": {"entityTypes": {}, "actions": {}, "commonTypes": {}}})",
          entity(R"({"memberOfTypes": ["G", "G"], "annotations": {"true": null}})"),
          attribute(R"({"type": "__cedar::String"})"),
          attribute(R"({"type": "EntityOrCommon", "name": "ipaddr"})"),
          action(R"({"appliesTo": null, "memberOf": null, "attributes": null})"),
          action(R"({"appliesTo": {"principalTypes": [], "resourceTypes": []}})"),
          action(R"({"memberOf": [{"id": "g", "type": null}, {"id": "g", "type": "Action"}]})"),
          common("T", R"({"type": "Set", "element": {"type": "Record", "attributes": {}}})"),
          common("EntityOrCommon", R"({"type": "Long"})"),
      });
}

TEST_CASE("a JSON schema is refused where a member is unknown, missing or of a wrong kind",
          "[cedar]") {
  check_refused(
      parse_schema_json,
      {
          {"[]", "the text: an object is expected"},
          {R"({"N": []})", "/N: an object is expected"},
          {R"({"N": {"actions": {}}})", "/N/entityTypes: this member is required"},
          {R"({"N": {"entityTypes": {}}})", "/N/actions: this member is required"},
          {R"({"N": {"entityTypes": {}, "actions": {}, "types": {}}})",
           "/N/types: there is no such"},
          {R"({"N": {"entityTypes": {}, "actions": {}, "commonTypes": null}})",
           "/N/commonTypes: an object is expected"},
          {R"({"N": {"entityTypes": {}, "actions": {}, "annotations": {"a b": ""}}})",
           "/N/annotations/a b: the name of an annotation"},
          {R"({"N": {"entityTypes": {}, "actions": {}, "annotations": {"a": 1}}})",
           "a text or null"},
          {R"({"": {"entityTypes": {}, "actions": {}, "annotations": {"a": ""}}})",
           "/annotations: what has no namespace"},
          {entity(R"({"parents": []})"), "//entityTypes/A/parents: there is no such member"},
          {entity(R"({"shape": null})"), "//entityTypes/A/shape: an object is expected"},
          {entity(R"({"memberOfTypes": null})"), "an array is expected"},
          {entity(R"({"memberOfTypes": [1]})"),
           "//entityTypes/A/memberOfTypes/0: a text is expected"},
          {entity(R"({"memberOfTypes": ["N :: G"]})"), "without blanks"},
          {entity(R"({"enum": []})"), "at least one id"},
          {entity(R"({"enum": ["a"], "shape": {"type": "Record", "attributes": {}}})"),
           "//entityTypes/A/shape: there is no such member"},
          {entity(R"({"shape": {"type": "Long"}})"), "expected a record"},
          {entity(R"({"shape": {"type": "Record"}})"), "shape/attributes: this member is required"},
          {entity(R"({"shape": {"type": "Record", "attributes": {}, "annotations": {}}})"),
           "shape/annotations: there is no such member"},
          {entity(
               R"({"shape": {"type": "Record", "attributes": {}, "additionalAttributes": true}})"),
           "only false is supported"},
          {action(R"({"attributes": {}})"), "attributes of actions are not supported"},
          {action(R"({"appliesTo": {"principalTypes": ["U"]}})"), "resourceTypes: this member"},
          {action(R"({"appliesTo": {"principalTypes": ["U"], "resourceTypes": ["U"], "x": 1}})"),
           "appliesTo/x: there is no such member"},
          {action(R"({"appliesTo": {"principalTypes": ["V"], "resourceTypes": ["U"]}})"),
           "`V` is not declared"},
          {action(R"({"memberOf": [{"type": "Action"}]})"),
           "memberOf/0/id: this member is required"},
          {action(R"({"memberOf": ["g"]})"), "memberOf/0: an object is expected"},
          {action(R"({"memberOf": [{"id": "h"}]})"), "the action `Action::\"h\"` is not declared"},
          {action(R"({"memberOf": [{"id": "a"}]})"), "is in itself"},
      });
}

TEST_CASE("a JSON type has the members of its kind and no others", "[cedar]") {
  check_refused(
      parse_schema_json,
      {
          {attribute("1"), "attributes/a: an object is expected"},
          {attribute("{}"), "attributes/a/type: this member is required"},
          {attribute(R"({"type": 1})"), "a/type: a text is expected"},
          {attribute(R"({"type": "Long", "name": "x"})"), "a/name: there is no such member"},
          {attribute(R"({"type": "Long", "": "x"})"), "a/: there is no such member"},
          {attribute(R"({"type": "Long", "required": null})"), "true or false"},
          {attribute(R"({"type": "Set"})"), "a/element: this member is required"},
          {attribute(R"({"type": "Set", "element": {"type": "Long", "required": true}})"),
           "element/required: there is no such member"},
          {attribute(R"({"type": "Entity"})"), "a/name: this member is required"},
          {attribute(R"({"type": "Entity", "name": "Long"})"), "not declared as an entity type"},
          {attribute(R"({"type": "A"})"), "`A` is not declared as a common type"},
          {attribute(R"({"type": "EntityOrCommon", "name": "X"})"), "`X` is not declared"},
          {attribute(R"({"type": "Extension", "name": "String"})"), "datetime, decimal"},
          {attribute(R"({"type": "a b"})"), "a name such as A::B"},
          {attribute(R"({"type": "if"})"), "a name such as A::B"},
          {attribute(R"({"type": "A::"})"), "a name such as A::B"},
          {common("T", R"({"type": "Long", "required": true})"),
           "required: there is no such member"},
          {common("T", R"({"type": "T"})"), "is defined by itself"},
      });
}

TEST_CASE("JSON cannot declare what the text cannot", "[cedar]") {
  check_refused(
      parse_schema_json,
      {
          {common("Long", R"({"type": "Long"})"), "is reserved"},
          {common("A::B", R"({"type": "Long"})"), "a name is expected"},
          {common("__cedar", R"({"type": "Long"})"), "`__cedar` is reserved"},
          {R"({"A::__cedar": {"entityTypes": {}, "actions": {}}})", "`__cedar` is reserved"},
          {R"({"A B": {"entityTypes": {}, "actions": {}}})", "a name such as A::B"},
          {R"({"A": {"entityTypes": {}, "actions": {}}, "A": {"entityTypes": {}, "actions": {}}})",
           "member"},
          {R"({"": {"entityTypes": {"Action": {}}, "actions": {}}})", "`Action` is the type"},
          {R"({"": {"entityTypes": {"X": {}}, "actions": {}},
           "N": {"entityTypes": {"X": {}}, "actions": {}}})",
           "in no namespace"},
      });
  const auto broken = parse_schema_json("{\n  \"A\": }");
  REQUIRE(broken.has_error());
  CHECK(broken.error().front().line == 2);
  CHECK(broken.error().front().column == 8);
}

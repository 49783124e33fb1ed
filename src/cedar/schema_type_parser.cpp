#include "cedar/schema_type_parser.hpp"

#include "leadvault/base/limits.hpp"
#include "leadvault/base/result.hpp"

#include <algorithm>
#include <unordered_set>

namespace lv::cedar {

namespace {

// Ascending, each name once: of several of one name the last counts, as in the official engine.
void settle(std::vector<RawAttribute>& attributes) {
  std::reverse(attributes.begin(), attributes.end());
  std::stable_sort(attributes.begin(), attributes.end(),
                   [](const auto& one, const auto& other) { return one.name < other.name; });
  const auto same = [](const auto& one, const auto& other) { return one.name == other.name; };
  attributes.erase(std::unique(attributes.begin(), attributes.end(), same), attributes.end());
}

} // namespace

Checked<const RawType*> SchemaTypeParser::type() {
  if (depth_ == limits::cedar_depth_max) {
    return cursor_.expected("a type that is less deep");
  }
  ++depth_;
  auto made = type_at_depth();
  --depth_;
  return made;
}

Checked<const RawType*> SchemaTypeParser::type_at_depth() {
  if (cursor_.at("{")) return record();
  const Token& first = cursor_.peek();
  RawType made;
  if (first.is("Set") && cursor_.peek(1).is("<")) {
    cursor_.next();
    cursor_.next();
    LV_TRY(element, type());
    LV_CHECK(cursor_.expect(">"));
    made.kind = RawType::Kind::set;
    made.element = element;
  } else {
    LV_TRY(named, path("a type"));
    made.kind = RawType::Kind::name;
    made.name = named.name;
  }
  made.where = cursor_.since(first);
  return arena_.make(made);
}

Checked<const RawType*> SchemaTypeParser::record() {
  const Token& first = cursor_.peek();
  LV_CHECK(cursor_.expect("{"));
  std::vector<RawAttribute> attributes;
  while (!cursor_.at("}")) {
    LV_TRY(found, attribute());
    attributes.push_back(found);
    if (!cursor_.accept(",")) break;
  }
  LV_CHECK(cursor_.expect("}"));
  settle(attributes);
  RawType made;
  made.kind = RawType::Kind::record;
  made.attributes = arena_.keep(attributes);
  made.where = cursor_.since(first);
  return arena_.make(made);
}

Checked<RawAttribute> SchemaTypeParser::attribute() {
  RawAttribute made;
  LV_CHECK(annotations());
  LV_TRY(named, name("the name of an attribute"));
  made.name = named.name;
  if (cursor_.accept("?")) made.presence = AttributeType::Presence::optional;
  LV_CHECK(cursor_.expect(":"));
  LV_TRY(of, type());
  made.type = of;
  return made;
}

Checked<void> SchemaTypeParser::annotations() {
  std::unordered_set<std::string_view> keys;
  while (cursor_.accept("@")) {
    const Token& key = cursor_.peek();
    if (key.kind != TokenKind::identifier) return cursor_.expected("the name of an annotation");
    if (!keys.insert(key.text).second) {
      return cursor_.expected("an annotation that is not there yet");
    }
    cursor_.next();
    if (!cursor_.accept("(")) continue;
    LV_CHECK(parse_string(cursor_, arena_, "the value of an annotation, a string"));
    LV_CHECK(cursor_.expect(")"));
  }
  return {};
}

// `__cedar` may be referred to; whether it may be declared is for the builder to say.
Checked<RawName> SchemaTypeParser::identifier(std::string_view what) {
  const Token& token = cursor_.peek();
  if (token.is("__cedar")) {
    cursor_.next();
  } else {
    LV_CHECK(parse_identifier(cursor_, what));
  }
  return RawName{token.text, token.where};
}

Checked<RawName> SchemaTypeParser::path(std::string_view what) {
  const Token& first = cursor_.peek();
  LV_TRY(head, identifier(what));
  std::string whole(head.name);
  while (cursor_.accept("::")) {
    LV_TRY(part, identifier(what));
    whole.append("::").append(part.name);
  }
  return RawName{arena_.keep(whole), cursor_.since(first)};
}

Checked<RawName> SchemaTypeParser::name(std::string_view what) {
  const Token& token = cursor_.peek();
  if (token.kind != TokenKind::string) return identifier(what);
  LV_TRY(text, parse_string(cursor_, arena_, what));
  return RawName{text, token.where};
}

} // namespace lv::cedar

#include "cedar/validate_value.hpp"

#include "cedar/validate_hierarchy.hpp"
#include "cedar/validate_types.hpp"

#include "leadvault/cedar/print.hpp"

namespace lv::cedar {

namespace {

// Of what has no parts.
bool is_of(ValueKind kind, const Type& type) {
  if (kind >= ValueKind::decimal && type.kind != Type::Kind::extension) return false;
  switch (kind) {
  case ValueKind::boolean:
    return type.kind == Type::Kind::boolean;
  case ValueKind::integer:
    return type.kind == Type::Kind::integer;
  case ValueKind::string:
    return type.kind == Type::Kind::string;
  case ValueKind::decimal:
    return type.name == types::decimal.name;
  case ValueKind::ip:
    return type.name == types::ip.name;
  case ValueKind::datetime:
    return type.name == types::datetime.name;
  case ValueKind::duration:
    return type.name == types::duration.name;
  case ValueKind::entity:
  case ValueKind::set:
  case ValueKind::record:
    break;
  }
  return false;
}

std::string found(const Value& value) {
  if (const auto* uid = value.as<EntityUid>()) return "found " + print(*uid);
  return "found a value of the kind " + std::string(kind_name(value.kind()));
}

} // namespace

void Conformance::check(const Value& value, const Type& type, const Place& at) {
  if (const auto* record = value.as<Record>(); record && type.kind == Type::Kind::record) {
    check(*record, type, at);
  } else if (const auto* set = value.as<Set>(); set && type.kind == Type::Kind::set) {
    std::size_t place = 0;
    for (const auto& member : set->members) check(member, *type.element, Place(at, place++));
  } else if (const auto* uid = value.as<EntityUid>(); uid && uid->type == type.name) {
    check(*uid, at);
  } else if (!is_of(value.kind(), type)) {
    add(at, found(value) + ", expected " + text(type));
  }
}

void Conformance::check(const Record& record, const Type& type, const Place& at) {
  for (const auto& wanted : type.attributes) {
    const bool is_required = wanted.presence == AttributeType::Presence::required;
    if (is_required && record.find(wanted.name) == nullptr) {
      add(at, "found no attribute `" + std::string(wanted.name) + "`, which is required");
    }
  }
  for (const auto& attribute : record.attributes) {
    const Place here(at, attribute.name);
    const auto* wanted = type.attribute(attribute.name);
    if (wanted == nullptr) {
      add(here, "found an attribute that the schema does not have here");
    } else {
      check(attribute.value, *wanted->type, here);
    }
  }
}

void Conformance::check(const EntityUid& uid, const Place& at) {
  if (!is_known_entity(schema_, uid)) {
    add(at, "found " + print(uid) + ", expected one that the schema declares");
  }
}

void Conformance::add(const Place& at, const std::string& what) {
  const auto owner = entity_ == nullptr ? std::string("the context") : print(*entity_);
  problems_.push_back({owner + " " + at.pointer() + ": " + what, {}, 0, 0});
}

} // namespace lv::cedar

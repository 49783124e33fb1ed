// Conformance: whether values are of the types that a schema gives them.
#pragma once

#include "cedar/json_value.hpp"

namespace lv::cedar {

class Conformance {
public:
  // Problems are told of the context of a request, or of an entity. All outlive the check.
  Conformance(const Schema& schema, Problems& problems) : schema_(schema), problems_(problems) {}
  Conformance(const Schema& schema, Problems& problems, const EntityUid& entity)
      : schema_(schema), problems_(problems), entity_(&entity) {}

  void check(const Value& value, const Type& type, const Place& at);
  // Has all that is required, and nothing that the type does not name.
  void check(const Record& record, const Type& type, const Place& at);
  // Is among those of its type, when they are enumerated or actions.
  void check(const EntityUid& uid, const Place& at);

private:
  void add(const Place& at, const std::string& what);

  const Schema& schema_;
  Problems& problems_;
  const EntityUid* entity_ = nullptr; // null: the context
};

} // namespace lv::cedar

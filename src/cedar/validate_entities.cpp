// Entities: attributes, tags, ancestors and ids as their types say; actions as they are declared.
#include "cedar/validate_hierarchy.hpp"
#include "cedar/validate_value.hpp"

#include "leadvault/cedar/print.hpp"
#include "leadvault/cedar/validate.hpp"

#include <algorithm>

namespace lv::cedar {

namespace {

class EntityCheck {
public:
  EntityCheck(const Schema& schema, const Entity& entity, Problems& problems)
      : schema_(schema), entity_(entity), problems_(problems) {}

  void run() {
    if (names_actions(entity_.uid.type)) return as_action();
    const auto* type = schema_.entity_type(entity_.uid.type);
    if (type == nullptr) return add("found an entity of a type that the schema does not declare");
    Conformance values(schema_, problems_, entity_.uid);
    values.check(entity_.uid, Place());
    values.check(entity_.attributes, *type->shape, Place());
    tags(*type, values);
    ancestors(*type, values);
  }

private:
  void as_action() {
    const auto* action = schema_.action(entity_.uid);
    if (action == nullptr) return add("found an action that the schema does not declare");
    const auto& declared = action->ancestors;
    const bool is_same = entity_.attributes.attributes.empty() && entity_.tags.attributes.empty() &&
                         std::equal(declared.begin(), declared.end(), entity_.ancestors.begin(),
                                    entity_.ancestors.end());
    if (!is_same) add("found an action that differs from the schema, expected the same groups");
  }

  void tags(const EntityType& type, Conformance& values) {
    const auto& tags = entity_.tags.attributes;
    if (type.tags == nullptr) {
      if (!tags.empty()) add("found tags, expected none of this type");
      return;
    }
    const Place top;
    for (const auto& tag : tags) values.check(tag.value, *type.tags, Place(top, tag.name));
  }

  void ancestors(const EntityType& type, Conformance& values) {
    for (const auto& ancestor : entity_.ancestors) {
      const auto& allowed = type.ancestors;
      if (std::find(allowed.begin(), allowed.end(), ancestor.type) == allowed.end()) {
        add("found the ancestor " + print(ancestor) + ", expected one of a type it may be in");
      } else {
        values.check(ancestor, Place());
      }
    }
  }

  void add(const std::string& what) {
    problems_.push_back({print(entity_.uid) + ": " + what, {}, 0, 0});
  }

  const Schema& schema_;
  const Entity& entity_;
  Problems& problems_;
};

} // namespace

Problems validate(const Entities& entities, const Schema& schema) {
  Problems problems;
  auto uids = entities.uids();
  std::sort(uids.begin(), uids.end());
  for (const auto& uid : uids) EntityCheck(schema, *entities.find(uid), problems).run();
  return problems;
}

} // namespace lv::cedar

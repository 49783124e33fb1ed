#include "leadvault/cedar/schema.hpp"

#include <algorithm>

namespace lv::cedar {

const AttributeType* Type::attribute(std::string_view wanted) const {
  const auto found = std::lower_bound(
      attributes.begin(), attributes.end(), wanted,
      [](const AttributeType& one, std::string_view than) { return one.name < than; });
  return found != attributes.end() && found->name == wanted ? found : nullptr;
}

const EntityType* Schema::entity_type(std::string_view name) const {
  const auto found = std::lower_bound(
      types_.begin(), types_.end(), name,
      [](const EntityType* one, std::string_view wanted) { return one->name < wanted; });
  return found != types_.end() && (*found)->name == name ? *found : nullptr;
}

const ActionType* Schema::action(const EntityUid& uid) const {
  const auto found = std::lower_bound(
      actions_.begin(), actions_.end(), uid,
      [](const ActionType* one, const EntityUid& wanted) { return one->uid < wanted; });
  return found != actions_.end() && (*found)->uid == uid ? *found : nullptr;
}

} // namespace lv::cedar

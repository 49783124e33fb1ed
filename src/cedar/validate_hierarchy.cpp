#include "cedar/validate_hierarchy.hpp"

#include <algorithm>

namespace lv::cedar {

namespace {

template <class T>
bool contains(const List<T>& list, const T& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool can_be_action_in(const Schema& schema, std::string_view type, std::string_view ancestor) {
  const auto& actions = schema.actions();
  return std::any_of(actions.begin(), actions.end(), [&](const ActionType* action) {
    return action->uid.type == type &&
           std::any_of(action->ancestors.begin(), action->ancestors.end(),
                       [&](const EntityUid& above) { return above.type == ancestor; });
  });
}

} // namespace

bool names_actions(std::string_view type) {
  constexpr std::string_view name = "Action";
  constexpr std::string_view end = "::Action";
  return type == name || (type.size() > end.size() && type.substr(type.size() - end.size()) == end);
}

bool can_be_in(const Schema& schema, std::string_view type, std::string_view ancestor) {
  if (type == ancestor) return true;
  const auto* declared = schema.entity_type(type);
  if (declared != nullptr) return contains(declared->ancestors, ancestor);
  return can_be_action_in(schema, type, ancestor);
}

bool is_action_in(const ActionType& action, const EntityUid& ancestor) {
  return action.uid == ancestor || contains(action.ancestors, ancestor);
}

bool is_known_type(const Schema& schema, std::string_view type) {
  return names_actions(type) || schema.entity_type(type) != nullptr;
}

bool is_known_entity(const Schema& schema, const EntityUid& uid) {
  if (names_actions(uid.type)) return schema.action(uid) != nullptr;
  const auto* type = schema.entity_type(uid.type);
  return type == nullptr || type->id_rule == EntityType::Ids::free || contains(type->ids, uid.id);
}

} // namespace lv::cedar

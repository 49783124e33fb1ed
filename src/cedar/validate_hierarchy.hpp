// What a schema knows of its hierarchy: which types of entities can be in which, and which actions
// are in which.
#pragma once

#include "leadvault/cedar/schema.hpp"

namespace lv::cedar {

// Types of actions have this name in whatever namespace, declared or not.
bool names_actions(std::string_view type);

// Whether an entity of `type` can be in one of type `ancestor`, or be it.
bool can_be_in(const Schema& schema, std::string_view type, std::string_view ancestor);

bool is_action_in(const ActionType& action, const EntityUid& ancestor); // itself included

bool is_known_type(const Schema& schema, std::string_view type);
// False: the type is enumerated and has no such id, or it is one of actions and none is declared.
bool is_known_entity(const Schema& schema, const EntityUid& uid);

} // namespace lv::cedar

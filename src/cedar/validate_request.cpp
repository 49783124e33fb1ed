// Requests: an action of the schema, for types it applies to, in a context of its type.
#include "cedar/validate_hierarchy.hpp"
#include "cedar/validate_value.hpp"

#include "leadvault/cedar/print.hpp"
#include "leadvault/cedar/validate.hpp"

#include <algorithm>

namespace lv::cedar {

namespace {

class RequestCheck {
public:
  RequestCheck(const Schema& schema, Problems& problems) : schema_(schema), problems_(problems) {}

  void run(const Request& request) {
    declared("principal", request.principal);
    declared("resource", request.resource);
    const auto* action = schema_.action(request.action);
    if (action == nullptr) {
      add("found the action " + print(request.action) + ", expected one that the schema declares");
      return;
    }
    applies("principal", request.principal, *action, action->principals);
    applies("resource", request.resource, *action, action->resources);
    Conformance(schema_, problems_).check(request.context, *action->context, Place());
  }

private:
  void declared(std::string_view role, const EntityUid& uid) {
    if (schema_.entity_type(uid.type) != nullptr && is_known_entity(schema_, uid)) return;
    add("found the " + std::string(role) + " " + print(uid) +
        ", expected one that the schema declares");
  }

  void applies(std::string_view role, const EntityUid& uid, const ActionType& action,
               const List<std::string_view>& types) {
    if (std::find(types.begin(), types.end(), uid.type) != types.end()) return;
    add("found a " + std::string(role) + " of the type " + std::string(uid.type) +
        ", expected one that " + print(action.uid) + " applies to");
  }

  void add(std::string what) { problems_.push_back({std::move(what), {}, 0, 0}); }

  const Schema& schema_;
  Problems& problems_;
};

} // namespace

Problems validate(const Request& request, const Schema& schema) {
  Problems problems;
  RequestCheck(schema, problems).run(request);
  return problems;
}

} // namespace lv::cedar

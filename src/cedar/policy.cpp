#include "leadvault/cedar/policy.hpp"

namespace lv::cedar {

std::string_view variable_name(Variable variable) {
  switch (variable) {
  case Variable::principal:
    return "principal";
  case Variable::action:
    return "action";
  case Variable::resource:
    return "resource";
  case Variable::context:
    break;
  }
  return "context";
}

std::optional<std::string_view> Policy::annotation(std::string_view key) const {
  const auto found =
      std::find_if(annotations.begin(), annotations.end(),
                   [key](const Annotation& annotation) { return annotation.key == key; });
  if (found == annotations.end()) return std::nullopt;
  return found->value;
}

} // namespace lv::cedar

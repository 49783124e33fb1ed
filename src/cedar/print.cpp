#include "leadvault/cedar/print.hpp"

#include "cedar/expr_printer.hpp"

namespace lv::cedar {

namespace {

void print_scope(std::string& out, std::string_view variable, const Scope& scope) {
  const auto operand = [&] {
    return scope.operand == Scope::Operand::slot ? "?" + std::string(variable)
                                                 : print(scope.entity);
  };
  out.append(variable);
  switch (scope.kind) {
  case Scope::Kind::any:
    return;
  case Scope::Kind::equal:
    out.append(" == ").append(operand());
    return;
  case Scope::Kind::in:
    out.append(" in ").append(operand());
    return;
  case Scope::Kind::is:
    out.append(" is ").append(scope.type);
    return;
  case Scope::Kind::is_in:
    out.append(" is ").append(scope.type).append(" in ").append(operand());
    return;
  }
}

void print_action(std::string& out, const ActionScope& scope) {
  out.append("action");
  switch (scope.kind) {
  case ActionScope::Kind::any:
    return;
  case ActionScope::Kind::equal:
    out.append(" == ").append(print(scope.actions[0]));
    return;
  case ActionScope::Kind::in:
    out.append(" in ").append(print(scope.actions[0]));
    return;
  case ActionScope::Kind::in_list:
    break;
  }
  out.append(" in [");
  for (const auto& action : scope.actions) {
    if (&action != scope.actions.begin()) out.append(", ");
    out.append(print(action));
  }
  out.append("]");
}

} // namespace

std::string print(const EntityUid& uid) {
  return std::string(uid.type).append("::").append(quoted(uid.id));
}

std::string print(const Expr& expr) {
  std::string out;
  ExprPrinter(out).print(expr);
  return out;
}

std::string print(const Policy& policy) {
  std::string out;
  for (const auto& [key, value] : policy.annotations) {
    out.append("@").append(key).append("(").append(quoted(value)).append(")\n");
  }
  out.append(policy.effect == Effect::permit ? "permit (\n  " : "forbid (\n  ");
  print_scope(out, "principal", policy.principal);
  out.append(",\n  ");
  print_action(out, policy.action);
  out.append(",\n  ");
  print_scope(out, "resource", policy.resource);
  out.append("\n)");
  for (const auto& condition : policy.conditions) {
    out.append(condition.kind == Condition::Kind::when ? "\nwhen { " : "\nunless { ");
    ExprPrinter(out).print(*condition.body);
    out.append(" }");
  }
  return out.append(";\n");
}

std::string print(const PolicySet& policies) {
  std::vector<const Policy*> written;
  for (const auto& policy : policies.policies()) written.push_back(&policy);
  for (const auto& policy : policies.templates()) written.push_back(&policy);
  std::string out;
  for (const auto* policy : written) out.append(print(*policy)).append("\n");
  return out;
}

} // namespace lv::cedar

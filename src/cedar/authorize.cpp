#include "leadvault/cedar/authorize.hpp"

#include "leadvault/cedar/explain.hpp"

namespace lv::cedar {

bool matches(const Scope& scope, const EntityUid& uid, const Evaluator& evaluator) {
  switch (scope.kind) {
  case Scope::Kind::any:
    return true;
  case Scope::Kind::equal:
    return uid == scope.entity;
  case Scope::Kind::in:
    return evaluator.is_in(uid, scope.entity);
  case Scope::Kind::is:
    return uid.type == scope.type;
  case Scope::Kind::is_in:
    break;
  }
  return uid.type == scope.type && evaluator.is_in(uid, scope.entity);
}

bool matches(const ActionScope& scope, const EntityUid& uid, const Evaluator& evaluator) {
  if (scope.kind == ActionScope::Kind::any) return true;
  if (scope.kind == ActionScope::Kind::equal) return uid == scope.actions[0];
  return std::any_of(scope.actions.begin(), scope.actions.end(),
                     [&](const EntityUid& action) { return evaluator.is_in(uid, action); });
}

boost::system::result<bool, EvalError> holds(const Condition& condition, Evaluator& evaluator) {
  const auto value = evaluator.evaluate(*condition.body);
  if (!value) return value.error();
  const auto* is_true = value->as<bool>();
  if (is_true == nullptr) return EvalError{EvalErrc::type, condition.body->where};
  return *is_true == (condition.kind == Condition::Kind::when);
}

namespace {

boost::system::result<bool, EvalError> satisfied(const Policy& policy, const Request& request,
                                                 Evaluator& evaluator) {
  if (!matches(policy.principal, request.principal, evaluator)) return false;
  if (!matches(policy.action, request.action, evaluator)) return false;
  if (!matches(policy.resource, request.resource, evaluator)) return false;
  for (const auto& condition : policy.conditions) {
    const auto held = holds(condition, evaluator);
    if (!held || !*held) return held;
  }
  return true;
}

} // namespace

// No policy is left out once one forbids: all reasons and all errors are told.
Response authorize(const PolicySet& policies, const Request& request, const Entities& entities) {
  constexpr std::size_t usual_bytes = 4096;
  std::array<std::byte, usual_bytes> block;
  Arena scratch(block);
  Evaluator evaluator(request, entities, scratch);
  std::vector<std::uint32_t> places;
  policies.candidates(request.principal, request.action, request.resource, entities, places);
  Response response;
  std::vector<const Policy*> permits;
  for (const auto place : places) {
    const auto& policy = policies.policies()[place];
    const auto result = satisfied(policy, request, evaluator);
    if (!result) {
      response.errors.push_back({&policy, result.error()});
    } else if (*result) {
      auto& list = policy.effect == Effect::forbid ? response.reasons : permits;
      list.push_back(&policy);
    }
  }
  if (!response.reasons.empty()) return response;
  response.decision = permits.empty() ? Decision::deny : Decision::allow;
  response.reasons = std::move(permits);
  return response;
}

} // namespace lv::cedar

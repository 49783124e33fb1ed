#include "policy/nearest.hpp"

#include "leadvault/cedar/explain.hpp"
#include "leadvault/cedar/print.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

struct Candidate {
  NearMiss miss;
  enum class Principal : std::uint8_t { fits, other } principal = Principal::other;
  std::size_t holding = 0; // conditions
};

bool is_nearer(const Candidate& left, const Candidate& right) {
  if (left.principal != right.principal) return left.principal == Candidate::Principal::fits;
  return left.holding > right.holding;
}

std::string text_at(const cedar::Policy& policy, cedar::Span where) {
  return std::string(policy.text.substr(where.begin, where.end - where.begin));
}

// Measures permits against one request.
class Measure {
public:
  Measure(const cedar::Request& request, const cedar::Entities& entities)
      : request_(request), entities_(entities), evaluator_(request, entities, scratch_) {}

  bool is_about(const cedar::Policy& policy) const {
    return policy.effect == cedar::Effect::permit &&
           matches(policy.action, request_.action, evaluator_) &&
           matches(policy.resource, request_.resource, evaluator_);
  }

  // Nothing when it lacks nothing: something else stood in its way.
  std::optional<Candidate> measure(const Rule& rule) {
    const auto& policy = *rule.policy;
    Candidate candidate;
    candidate.miss.rule = &rule;
    const auto clauses = clauses_of(policy);
    const cedar::Condition* failed = nullptr;
    std::optional<cedar::EvalErrc> error;
    for (const auto& clause : clauses) {
      const auto held = holds(clause, evaluator_);
      if (held && *held) {
        ++candidate.holding;
      } else if (failed == nullptr) {
        failed = &clause;
        if (!held) error = held.error().code;
      }
    }
    if (!matches(policy.principal, request_.principal, evaluator_)) {
      candidate.miss.failed = at(policy, policy.principal.where);
      candidate.miss.failed.saw.push_back({"principal", principal()});
      return candidate;
    }
    candidate.principal = Candidate::Principal::fits;
    if (failed == nullptr) return std::nullopt;
    candidate.miss.failed = at(policy, failed->body->where);
    if (failed->kind == cedar::Condition::Kind::unless)
      candidate.miss.failed.text = "unless { " + candidate.miss.failed.text + " }";
    candidate.miss.failed.error = error;
    for (const auto& seen : values_seen(*failed->body, evaluator_))
      candidate.miss.failed.saw.push_back({seen.path, shown(seen)});
    return candidate;
  }

private:
  static FailedCondition at(const cedar::Policy& policy, cedar::Span where) {
    const auto place = cedar::problem_at(policy.text, where, {});
    return {text_at(policy, where), place.line, place.column, std::nullopt, {}};
  }

  // With the roles that it has: what scopes and conditions ask of it.
  std::string principal() const {
    auto text = cedar::print(request_.principal);
    const auto* entity = entities_.find(request_.principal);
    text += " in [";
    for (const auto& role : entity->ancestors)
      text += (&role == entity->ancestors.begin() ? "" : ", ") + cedar::print(role);
    return text + "]";
  }

  // Where a person lives is personal; which of them have told it is not.
  std::string shown(const cedar::Seen& seen) const {
    if (seen.path == "resource.residency") return seen.value ? "(set)" : "(not set)";
    if (!seen.value) return "(not set)";
    return seen.path == "principal" ? principal() : cedar::print(*seen.value);
  }

  const cedar::Request& request_;
  const cedar::Entities& entities_;
  cedar::Arena scratch_;
  cedar::Evaluator evaluator_;
};

} // namespace

std::vector<NearMiss> nearest_permits(const Policies& policies,
                                      const std::vector<cedar::Request>& requests,
                                      const cedar::Entities& entities) {
  std::vector<std::unique_ptr<Measure>> measures;
  for (const auto& request : requests)
    measures.push_back(std::make_unique<Measure>(request, entities));
  std::vector<Candidate> candidates;
  for (const auto& rule : policies.rules()) {
    const auto fitting = std::find_if(measures.begin(), measures.end(), [&](const auto& measure) {
      return measure->is_about(*rule.policy);
    });
    if (fitting == measures.end()) continue;
    if (auto candidate = (*fitting)->measure(rule)) candidates.push_back(std::move(*candidate));
  }
  std::stable_sort(candidates.begin(), candidates.end(), is_nearer);
  std::vector<NearMiss> nearest;
  for (auto& candidate : candidates) {
    if (nearest.size() == nearest_permits_max) break;
    nearest.push_back(std::move(candidate.miss));
  }
  return nearest;
}

} // namespace lv::policy

#include "policy/nearest.hpp"

#include "leadvault/cedar/explain.hpp"
#include "leadvault/cedar/print.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

class Measure;

struct Candidate {
  const Rule* rule = nullptr;
  Measure* measured_by = nullptr;
  enum class Principal : std::uint8_t { fits, other } principal = Principal::other;
  std::size_t holding = 0;                // conditions
  std::optional<cedar::Condition> failed; // the first; nothing: all hold
  std::optional<cedar::EvalErrc> error;   // of that one
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
    Candidate candidate;
    candidate.rule = &rule;
    candidate.measured_by = this;
    for (const auto& clause : clauses_of(*rule.policy)) {
      const auto held = holds(clause, evaluator_);
      if (held && *held) {
        ++candidate.holding;
      } else if (!candidate.failed) {
        candidate.failed = clause;
        if (!held) candidate.error = held.error().code;
      }
    }
    if (matches(rule.policy->principal, request_.principal, evaluator_))
      candidate.principal = Candidate::Principal::fits;
    const bool lacks = candidate.principal == Candidate::Principal::other || candidate.failed;
    return lacks ? std::optional(std::move(candidate)) : std::nullopt;
  }

  // In words: for the few that are told of.
  NearMiss tell(const Candidate& candidate) {
    const auto& policy = *candidate.rule->policy;
    NearMiss miss;
    miss.rule = candidate.rule;
    if (candidate.principal == Candidate::Principal::other) {
      miss.failed = at(policy, policy.principal.where);
      miss.failed.saw.push_back({"principal", principal()});
      return miss;
    }
    const auto& failed = *candidate.failed;
    miss.failed = at(policy, failed.body->where);
    if (failed.kind == cedar::Condition::Kind::unless)
      miss.failed.text = "unless { " + miss.failed.text + " }";
    miss.failed.error = candidate.error;
    for (const auto& seen : values_seen(*failed.body, evaluator_))
      miss.failed.saw.push_back({seen.path, shown(seen)});
    return miss;
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
  for (const auto& candidate : candidates) {
    if (nearest.size() == nearest_permits_max) break;
    nearest.push_back(candidate.measured_by->tell(candidate));
  }
  return nearest;
}

} // namespace lv::policy

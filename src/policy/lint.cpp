#include "leadvault/policy/lint.hpp"

#include "policy/lint_names.hpp"
#include "policy/place.hpp"
#include "policy/scene.hpp"

#include "leadvault/cedar/applicability.hpp"
#include "leadvault/cedar/children.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

bool is_context_purpose(const cedar::Expr& expr) {
  const auto* get = std::get_if<cedar::Get>(&expr.node);
  if (get == nullptr || get->name != "purpose") return false;
  const auto* variable = std::get_if<cedar::Variable>(&get->of->node);
  return variable != nullptr && *variable == cedar::Variable::context;
}

bool looks_at_purpose(const cedar::Expr& expr) {
  bool looks = is_context_purpose(expr);
  cedar::for_each_child(
      expr, [&](const cedar::Expr& child) { looks = looks || looks_at_purpose(child); });
  return looks;
}

class Linter {
public:
  Linter(const Policies& policies, Violations& findings)
      : policies_(policies), findings_(findings) {
    for (const auto& rule : policies.rules()) {
      kinds_.push_back(cedar::applicable_kinds(*rule.policy, policies.schema()));
      if (!permits(rule) && rule.policy->conditions.empty()) plain_forbids_.push_back(&rule);
    }
  }

  void lint(LintScope scope) {
    for (const auto& rule : policies_.rules()) {
      look_whether_it_applies(rule);
      look_for_purpose(rule);
      find_unknown_names(rule, policies_.catalogue(), findings_);
    }
    if (scope == LintScope::whole_set) look_for_permits();
  }

private:
  using Kinds = std::vector<cedar::RequestKind>;

  const Kinds& kinds_of(const Rule& rule) const { return kinds_[rule.number - 1U]; }
  static bool permits(const Rule& rule) { return rule.policy->effect == cedar::Effect::permit; }

  void note(const Rule& rule, const char* code, std::string what) {
    findings_.push_back({place_of(rule), code, std::move(what)});
  }

  void look_whether_it_applies(const Rule& rule) {
    const auto& kinds = kinds_of(rule);
    if (kinds.empty()) {
      note(rule, "never-applies",
           "the conditions are false for every request that the scope lets through: the policy "
           "does nothing");
      return;
    }
    if (!permits(rule)) return;
    const Rule* first = nullptr;
    const bool is_beaten = std::all_of(kinds.begin(), kinds.end(), [&](const auto& kind) {
      const auto* forbid = forbid_of_all(rule, kind);
      if (first == nullptr) first = forbid;
      return forbid != nullptr;
    });
    if (!is_beaten) return;
    note(rule, "always-forbidden",
         "the permit does nothing: \"" + first->id + "\" at " + place_of(*first) +
             " forbids what it permits, without conditions");
  }

  // A forbid without conditions that covers all that `permit` lets through of that kind; or null.
  const Rule* forbid_of_all(const Rule& permit, const cedar::RequestKind& kind) const {
    const auto found =
        std::find_if(plain_forbids_.begin(), plain_forbids_.end(), [&](const Rule* forbid) {
          return cedar::covers(*forbid->policy, *permit.policy, kind);
        });
    return found == plain_forbids_.end() ? nullptr : *found;
  }

  void look_for_purpose(const Rule& rule) {
    const auto& kinds = kinds_of(rule);
    const bool reads = std::any_of(kinds.begin(), kinds.end(), [](const auto& kind) {
      return reads_fields(kind.action.uid.id);
    });
    if (!permits(rule) || !reads) return;
    const auto& conditions = rule.policy->conditions;
    const bool looks = std::any_of(conditions.begin(), conditions.end(), [](const auto& condition) {
      return looks_at_purpose(*condition.body);
    });
    if (looks) return;
    note(rule, "permit-without-purpose",
         "the permit reads fields for any purpose: name the purposes by context.purpose");
  }

  bool can_be_permitted(const cedar::ActionType& action) const {
    return std::any_of(policies_.rules().begin(), policies_.rules().end(), [&](const Rule& rule) {
      const auto& kinds = kinds_of(rule);
      return permits(rule) && std::any_of(kinds.begin(), kinds.end(), [&](const auto& kind) {
               return &kind.action == &action && forbid_of_all(rule, kind) == nullptr;
             });
    });
  }

  // Groups of actions apply to nothing themselves.
  void look_for_permits() {
    for (const auto* action : policies_.schema().actions()) {
      if (action->principals.empty() || can_be_permitted(*action)) continue;
      findings_.push_back({std::string(schema_file), "action-without-permit",
                           "no policy can permit \"" + std::string(action->uid.id) + "\""});
    }
  }

  const Policies& policies_;
  Violations& findings_;
  std::vector<Kinds> kinds_;               // of rule n at place n - 1
  std::vector<const Rule*> plain_forbids_; // without conditions
};

} // namespace

Violations lint(const Policies& policies, LintScope scope) {
  Violations findings;
  Linter(policies, findings).lint(scope);
  return findings;
}

} // namespace lv::policy

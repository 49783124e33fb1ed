#include "leadvault/policy/explain.hpp"

#include "policy/field_ruling.hpp"
#include "policy/nearest.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

using Outcome = Explained::Outcome;

void add_policies(const Policies& policies, const Verdict& verdict, Explained& explained) {
  for (const auto* policy : verdict.determining)
    explained.policies.push_back(&policies.rule_of(policy));
  for (const auto& [policy, error] : verdict.errors) {
    const auto place = cedar::problem_at(policy->text, error.where, {});
    const PolicyFailure failure{&policies.rule_of(policy), error.code, place.line, place.column};
    explained.failures.push_back(failure);
  }
}

// One that counted for both views is told once.
template <class List, class Number>
void sort_by_number(List& list, Number number_of) {
  std::sort(list.begin(), list.end(), [&](const auto& left, const auto& right) {
    return number_of(left) < number_of(right);
  });
  const auto same = [&](const auto& left, const auto& right) {
    return number_of(left) == number_of(right);
  };
  list.erase(std::unique(list.begin(), list.end(), same), list.end());
}

void settle(Explained& explained) {
  sort_by_number(explained.policies, [](const Rule* rule) { return rule->number; });
  sort_by_number(explained.failures, [](const PolicyFailure& one) { return one.rule->number; });
}

// Whether a permit is what is wanting, not that nothing forbids.
bool lacks_permit(const Verdict& denial) {
  return denial.reason == Errc::not_permitted ||
         (denial.reason == Errc::consent_missing && denial.determining.empty());
}

// Explains the fields of one question, one after the other.
class Reading {
public:
  Reading(const Policies& policies, const Caller& caller, const LeadFacts& facts,
          const ReadQuestion& question, Time now)
      : policies_(policies), question_(question), judge_(policies, caller, facts, now) {}

  Explained explain(const FieldAsk& ask) {
    Explained explained;
    explained.field = ask.field;
    const auto* field = policies_.catalogue().field(ask.field);
    if (field == nullptr) {
      deny(Verdict{}, explained);
      return explained;
    }
    const FieldQuestion question{{}, question_.purpose, field, question_.exported};
    const auto ruling = rule_on_field(policies_, judge_, question, ask.view);
    const auto& decisive = ruling.decisive();
    if (ruling.shown) {
      explained.outcome = *ruling.shown == View::value ? Outcome::value : Outcome::masked;
      if (ruling.shown == View::mask) explained.mask = ruling.mask.value_or(field->mask);
      add_policies(policies_, decisive, explained);
      if (!ruling.asked.allowed()) { // the other view is shown instead
        add_policies(policies_, ruling.asked, explained);
        tell_lack(ruling.asked, {action_of(ask)}, *field, explained);
      }
    } else {
      add_policies(policies_, ruling.asked, explained);
      if (ruling.other) add_policies(policies_, *ruling.other, explained);
      deny(decisive, explained);
      tell_lack(decisive, {action_of(ask), other_action(ask)}, *field, explained);
    }
    settle(explained);
    return explained;
  }

private:
  static std::string_view action_of(const FieldAsk& ask) {
    return ask.view == View::value ? read_field : read_masked;
  }
  static std::string_view other_action(const FieldAsk& ask) {
    return ask.view == View::value ? read_masked : read_field;
  }

  void deny(const Verdict& told, Explained& explained) {
    explained.outcome = Outcome::withheld;
    explained.kind = told.reason;
    explained.code = code_of(withheld_by(policies_, explained.field, told));
  }

  void tell_lack(const Verdict& denial, std::initializer_list<std::string_view> actions,
                 const lead::FieldDef& field, Explained& explained) {
    explained.missing = denial.missing;
    if (!lacks_permit(denial)) return;
    std::vector<cedar::Request> requests;
    for (const auto action : actions)
      requests.push_back(
          judge_.scene().request({action, question_.purpose, &field, question_.exported}));
    explained.nearest = nearest_permits(policies_, requests, judge_.scene().entities());
  }

  const Policies& policies_;
  const ReadQuestion& question_;
  Judge judge_;
};

} // namespace

Explained explain_field(const Policies& policies, const Caller& caller, const LeadFacts& facts,
                        const ReadQuestion& question, const FieldAsk& ask, Time now) {
  return Reading(policies, caller, facts, question, now).explain(ask);
}

Explained explain_action(const Policies& policies, const Caller& caller, Action action,
                         lead::PurposeId purpose, Time now) {
  Explained explained;
  const auto name = policies.catalogue().action(action.number)->name;
  const auto verdict = judge_action(policies, caller, {name, purpose, caller.tenant}, now);
  add_policies(policies, verdict, explained);
  settle(explained);
  explained.outcome = verdict.allowed() ? Outcome::permitted : Outcome::denied;
  if (verdict.allowed()) return explained;
  explained.kind = verdict.reason;
  explained.code = code_name(reason_told(policies, verdict));
  if (lacks_permit(verdict)) {
    const Scene scene(policies, caller, caller.tenant, now);
    explained.nearest = nearest_permits(policies, {scene.request(name, purpose)}, scene.entities());
  }
  return explained;
}

std::string_view text_of(const Rule& rule) {
  const auto where = rule.policy->where;
  return rule.policy->text.substr(where.begin, where.end - where.begin);
}

} // namespace lv::policy

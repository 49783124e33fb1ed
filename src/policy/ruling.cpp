#include "policy/ruling.hpp"

#include "policy/field_ruling.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

// Rules on the fields of one question, one after the other.
class Bench {
public:
  Bench(const Policies& policies, const Caller& caller, const LeadFacts& facts,
        const ReadQuestion& question, Time now)
      : policies_(policies), question_(question), judge_(policies, caller, facts, now) {}

  ReadRuling rule() {
    for (const auto& ask : question_.fields) rule(ask);
    auto& list = ruling_.policies;
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return std::move(ruling_);
  }

private:
  void rule(const FieldAsk& ask) {
    const auto* field = policies_.catalogue().field(ask.field);
    if (field == nullptr) return withhold(ask.field, FieldRuling{});
    const FieldQuestion question{{}, question_.purpose, field, question_.exported};
    const auto ruling = rule_on_field(policies_, judge_, question, ask.view);
    if (!ruling.shown) return withhold(ask.field, ruling);
    note(ruling.decisive());
    (*ruling.shown == View::value ? ruling_.released : ruling_.masked).insert(ask.field);
    if (ruling.mask) ruling_.masks.push_back({ask.field, *ruling.mask});
  }

  void note(const Verdict& verdict) {
    for (const auto* policy : verdict.determining)
      ruling_.policies.push_back(policies_.rule_of(policy).number);
  }

  void withhold(lead::FieldId field, const FieldRuling& ruling) {
    note(ruling.asked);
    if (ruling.other) note(*ruling.other);
    const auto& told = ruling.decisive();
    if (told.reason == Errc::policy_failed) {
      ruling_.failures.insert(ruling_.failures.end(), told.errors.begin(), told.errors.end());
    }
    if (ruling_.withheld.empty() || weight(told.reason) > weight(ruling_.reason))
      ruling_.reason = told.reason;
    ruling_.withheld.push_back(withheld_by(policies_, field, told));
  }

  const Policies& policies_;
  const ReadQuestion& question_;
  Judge judge_;
  ReadRuling ruling_;
};

} // namespace

int weight(Errc reason) {
  switch (reason) {
  case Errc::policy_failed:
    return 4;
  case Errc::forbidden:
    return 3;
  case Errc::consent_missing:
    return 2;
  default:
    return 1;
  }
}

ReadRuling rule_on(const Policies& policies, const Caller& caller, const LeadFacts& facts,
                   const ReadQuestion& question, Time now) {
  return Bench(policies, caller, facts, question, now).rule();
}

ActionRuling rule_on(const Policies& policies, const Caller& caller, Action action,
                     lead::PurposeId purpose, Time now) {
  const auto* known = policies.catalogue().action(action.number);
  if (known == nullptr || reads_fields(known->name)) return {}; // those are asked of a lead
  const auto verdict = judge_action(policies, caller, {known->name, purpose, caller.tenant}, now);
  if (verdict.allowed()) return {true, {}, {}};
  return {false, reason_told(policies, verdict), verdict.errors};
}

} // namespace lv::policy

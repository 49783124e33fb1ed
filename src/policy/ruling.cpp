#include "policy/ruling.hpp"

#include "policy/judge.hpp"

#include "leadvault/base/log.hpp"

#include <algorithm>
#include <iterator>

namespace lv::policy {
namespace {

void log_failures(const Policies& policies, const std::vector<cedar::PolicyError>& errors) {
  for (const auto& error : errors) {
    log::event(log::Level::error, "policy-failed",
               {log::Field::operational("policy", policies.rule_of(error.policy).id),
                log::Field::operational("why", std::string(describe(error.error.code)))});
  }
}

// full hides the most, email the least.
int strictness(lead::MaskKind kind) {
  constexpr lead::MaskKind strictest_first[] = {lead::MaskKind::full,  lead::MaskKind::initials,
                                                lead::MaskKind::year,  lead::MaskKind::last4,
                                                lead::MaskKind::email, lead::MaskKind::none};
  return static_cast<int>(std::end(strictest_first) -
                          std::find(std::begin(strictest_first), std::end(strictest_first), kind));
}

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
    if (field == nullptr) return withhold(ask.field, Verdict{}, Verdict{});
    const auto asked = judge(ask.view == View::value ? read_field : read_masked, *field);
    if (asked.allowed()) {
      note(asked);
      if (ask.view == View::mask) return mask(*field, asked);
      ruling_.released.insert(ask.field);
      return;
    }
    // Who may see a mask gets it where the value was asked for, and the other way round; not so where
    // a policy failed.
    const auto other = judge(ask.view == View::value ? read_masked : read_field, *field);
    if (!other.allowed() || asked.reason == Errc::policy_failed) return withhold(ask.field, asked, other);
    note(other);
    if (ask.view == View::value) return mask(*field, other);
    ruling_.masked.insert(ask.field);
  }

  Verdict judge(std::string_view action, const lead::FieldDef& field) {
    return judge_.judge({action, question_.purpose, &field, question_.exported});
  }

  void note(const Verdict& verdict) {
    for (const auto* policy : verdict.determining)
      ruling_.policies.push_back(policies_.rule_of(policy).number);
  }

  // Of several permits with masks the one that hides most counts.
  void mask(const lead::FieldDef& field, const Verdict& verdict) {
    ruling_.masked.insert(field.id);
    std::optional<lead::MaskKind> as;
    for (const auto* policy : verdict.determining) {
      const auto kind = policies_.rule_of(policy).mask;
      if (kind && (!as || strictness(*kind) > strictness(*as))) as = kind;
    }
    if (as && *as != field.mask) ruling_.masks.push_back({field.id, *as});
  }

  void withhold(lead::FieldId field, const Verdict& asked, const Verdict& other) {
    note(asked);
    note(other);
    const auto& told = more_telling(asked, other);
    if (told.reason == Errc::policy_failed) {
      ++ruling_.failures;
      log_failures(policies_, told.errors);
    }
    Withheld withheld{field, told.reason, {}};
    if (told.forbidding != nullptr) withheld.code = policies_.rule_of(told.forbidding).code;
    if (ruling_.withheld.empty() || weight(told.reason) > weight(ruling_.reason))
      ruling_.reason = told.reason;
    ruling_.withheld.push_back(std::move(withheld));
  }

  // A failure is told before all; then the consent that would release the field, whole or masked.
  static const Verdict& more_telling(const Verdict& asked, const Verdict& other) {
    for (const auto reason : {Errc::policy_failed, Errc::consent_missing, Errc::forbidden}) {
      if (asked.reason == reason) return asked;
      if (other.reason == reason) return other;
    }
    return asked;
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
  const auto verdict = judge_action(policies, caller, known->name, purpose, now);
  if (verdict.allowed()) return {true, {}};
  log_failures(policies, verdict.errors);
  auto reason = verdict.reason;
  if (reason == Errc::forbidden) {
    // A kind of its own in the answer, not only a policy's code.
    const auto& code = policies.rule_of(verdict.forbidding).code;
    if (code == code_name(Errc::purpose_not_bound)) reason = Errc::purpose_not_bound;
  }
  return {false, reason};
}

} // namespace lv::policy

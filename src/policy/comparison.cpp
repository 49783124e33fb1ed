#include "leadvault/policy/comparison.hpp"

#include "policy/question_key.hpp"
#include "policy/ruling.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

// As the catalogue says, unless a policy says otherwise.
lead::MaskKind mask_of(const Policies& policies, const ReadRuling& ruling, lead::FieldId field) {
  const auto found = std::find_if(ruling.masks.begin(), ruling.masks.end(),
                                  [&](const MaskedAs& one) { return one.field == field; });
  return found == ruling.masks.end() ? policies.catalogue().field(field)->mask : found->mask;
}

Shown shown_by(const Policies& policies, const ReadRuling& ruling, lead::FieldId field) {
  if (ruling.released.contains(field)) return {Outcome::value, {}};
  if (!ruling.masked.contains(field)) return {Outcome::withheld, {}};
  return {Outcome::mask, mask_of(policies, ruling, field)};
}

std::string code_of(const ReadRuling& ruling, lead::FieldId field) {
  const auto found = std::find_if(ruling.withheld.begin(), ruling.withheld.end(),
                                  [&](const Withheld& one) { return one.field == field; });
  return found == ruling.withheld.end() ? std::string() : std::string(policy::code_of(*found));
}

CallOutcome outcome_of(const ActionRuling& ruling) {
  return ruling.allowed ? CallOutcome::permitted : CallOutcome::denied;
}

} // namespace

Compared Comparison::compare(const Caller& caller, const LeadFacts& facts,
                             const ReadQuestion& question) const {
  const auto before = rule_on(*in_force_, caller, facts, question, now_);
  const auto after = rule_on(*other_, caller, facts, question, now_);
  Compared compared{before.released, before.masked, {}};
  for (const auto& ask : question.fields) {
    const auto from = shown_by(*in_force_, before, ask.field);
    const auto to = shown_by(*other_, after, ask.field);
    if (from == to) continue;
    const auto& withholding = from.outcome == Outcome::withheld ? before : after;
    compared.changes.push_back({ask.field, from, to, code_of(withholding, ask.field)});
  }
  return compared;
}

ComparedCall Comparison::compare_call(const Caller& caller, Action action,
                                      lead::PurposeId purpose) const {
  const auto before = rule_on(*in_force_, caller, action, purpose, now_);
  const auto after = rule_on(*other_, caller, action, purpose, now_);
  ComparedCall compared{outcome_of(before), outcome_of(after), {}};
  if (compared.from != compared.to)
    compared.code = code_name(before.allowed ? after.reason : before.reason);
  return compared;
}

const Compared& Comparison::on(const Caller& caller, const LeadFacts& facts,
                               const ReadQuestion& question) {
  QuestionKey key;
  put_caller(key, caller, now_);
  put_lead(key, facts, now_);
  if (in_force_->names_leads() || other_->names_leads()) key.raw(facts.lead.view());
  put_question(key, question);
  std::string text(text_of(key.view()));
  const auto known = known_.find(text);
  if (known != known_.end()) return known->second;
  auto compared = compare(caller, facts, question);
  return known_.emplace(std::move(text), std::move(compared)).first->second;
}

const ComparedCall& Comparison::on_call(const Caller& caller, Action action,
                                        lead::PurposeId purpose) {
  QuestionKey key;
  put_caller(key, caller, now_);
  put_call(key, action, purpose);
  std::string text(text_of(key.view()));
  const auto known = known_calls_.find(text);
  if (known != known_calls_.end()) return known->second;
  auto compared = compare_call(caller, action, purpose);
  return known_calls_.emplace(std::move(text), std::move(compared)).first->second;
}

} // namespace lv::policy

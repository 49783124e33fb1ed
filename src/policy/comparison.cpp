#include "leadvault/policy/comparison.hpp"

#include "policy/question_key.hpp"
#include "policy/ruling.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

Outcome outcome_of(const ReadRuling& ruling, lead::FieldId field) {
  if (ruling.released.contains(field)) return Outcome::value;
  return ruling.masked.contains(field) ? Outcome::mask : Outcome::withheld;
}

std::string code_of(const ReadRuling& ruling, lead::FieldId field) {
  const auto found = std::find_if(ruling.withheld.begin(), ruling.withheld.end(),
                                  [&](const Withheld& one) { return one.field == field; });
  return found == ruling.withheld.end() ? std::string() : std::string(policy::code_of(*found));
}

} // namespace

Compared Comparison::compare(const Caller& caller, const LeadFacts& facts,
                             const ReadQuestion& question) const {
  const auto before = rule_on(*in_force_, caller, facts, question, now_);
  const auto after = rule_on(*other_, caller, facts, question, now_);
  Compared compared{before.released, before.masked, {}};
  for (const auto& ask : question.fields) {
    const auto from = outcome_of(before, ask.field);
    const auto to = outcome_of(after, ask.field);
    if (from == to) continue;
    const auto& withholding = from == Outcome::withheld ? before : after;
    compared.changes.push_back({ask.field, from, to, code_of(withholding, ask.field)});
  }
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

} // namespace lv::policy

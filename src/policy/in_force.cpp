#include "policy/in_force.hpp"

#include "policy/question_key.hpp"

namespace lv::policy {

std::shared_ptr<const ReadRuling> CedarDecider::InForce::read(const Caller& caller,
                                                              const LeadFacts& facts,
                                                              const ReadQuestion& question,
                                                              Time now) const {
  QuestionKey key;
  put_caller(key, caller, now);
  put_lead(key, facts, now);
  if (policies->names_leads()) key.raw(facts.lead.view());
  put_question(key, question);
  if (auto known = reads_.find(text_of(key.view()))) return std::move(*known);
  auto ruling =
      std::make_shared<const ReadRuling>(rule_on(*policies, caller, facts, question, now));
  reads_.put(std::string(text_of(key.view())), ruling);
  return ruling;
}

ActionRuling CedarDecider::InForce::action(const Caller& caller, Action action,
                                           lead::PurposeId purpose, Time now) const {
  QuestionKey key;
  put_caller(key, caller, now);
  key.u16(action.number);
  key.u16(purpose.value);
  if (const auto known = actions_.find(text_of(key.view()))) return *known;
  const auto ruling = rule_on(*policies, caller, action, purpose, now);
  actions_.put(std::string(text_of(key.view())), ruling);
  return ruling;
}

} // namespace lv::policy

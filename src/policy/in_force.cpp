#include "policy/in_force.hpp"

#include "policy/question_key.hpp"

#include "leadvault/base/log.hpp"

#include <set>

namespace lv::policy {
namespace {

// Each policy once, and only when the ruling was not remembered: so that it is seen, not flooded.
void log_failures(const Policies& policies, const std::vector<cedar::PolicyError>& failures) {
  std::set<std::uint16_t> told;
  for (const auto& failure : failures) {
    const auto& rule = policies.rule_of(failure.policy);
    if (!told.insert(rule.number).second) continue;
    log::event(log::Level::error, "policy-failed",
               {log::Field::operational("policy", rule.id),
                log::Field::operational("why", std::string(describe(failure.error.code)))});
  }
}

} // namespace

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
  log_failures(*policies, ruling->failures);
  reads_.put(std::string(text_of(key.view())), ruling);
  return ruling;
}

ActionRuling CedarDecider::InForce::action(const Caller& caller, Action action,
                                           lead::PurposeId purpose, Time now) const {
  QuestionKey key;
  put_caller(key, caller, now);
  put_call(key, action, purpose);
  if (const auto known = actions_.find(text_of(key.view()))) return *known;
  const auto ruling = rule_on(*policies, caller, action, purpose, now);
  log_failures(*policies, ruling.failures);
  actions_.put(std::string(text_of(key.view())), ruling);
  return ruling;
}

} // namespace lv::policy

#include "policy/in_force.hpp"

namespace lv::policy {
namespace {

using Key = ShortWriter<384>;

template <class List>
void put_numbers(Key& out, const List& list) {
  out.u16(static_cast<std::uint16_t>(list.size()));
  for (const auto number : list) out.u16(number);
}

void put_purposes(Key& out, const ShortList<lead::PurposeId>& purposes) {
  out.u16(static_cast<std::uint16_t>(purposes.size()));
  for (const auto purpose : purposes) out.u16(purpose.value);
}

// All that policies see of a caller.
void put_caller(Key& out, const Caller& caller, Time now) {
  out.u8(static_cast<std::uint8_t>(caller.kind));
  out.u8(caller.expires_at.us != 0 && caller.expires_at <= now);
  out.raw(caller.principal.view());
  out.raw(caller.tenant.view());
  put_numbers(out, caller.roles);
  put_purposes(out, caller.purposes);
}

// All that they see of a lead: which consents are in force is asked anew each time.
void put_lead(Key& out, const LeadFacts& facts, Time now) {
  out.raw(facts.tenant.view());
  out.u8(static_cast<std::uint8_t>(facts.stage));
  out.u8(static_cast<std::uint8_t>(facts.channel));
  out.u8(static_cast<std::uint8_t>(facts.subject_kind));
  out.u8(static_cast<std::uint8_t>(facts.processing));
  out.u8(static_cast<std::uint8_t>(facts.presence));
  out.lp(facts.residency);
  out.raw(facts.assigned_to.view());
  put_purposes(out, facts.objections);
  out.u16(static_cast<std::uint16_t>(facts.incidents.size()));
  for (const auto& incident : facts.incidents) out.raw(incident.view());
  for (const auto& event : facts.consents.current()) {
    if (facts.consents.in_force(event.purpose, now) == nullptr) continue;
    out.u16(event.purpose.value);
    out.u8(static_cast<std::uint8_t>(event.basis));
  }
  out.u16(0); // no purpose has this number
}

void put_question(Key& out, const ReadQuestion& question) {
  out.u16(question.purpose.value);
  out.u8(question.exported.has_value());
  if (question.exported) {
    out.i64(question.exported->records_today);
    out.u8(static_cast<std::uint8_t>(question.exported->approval));
  }
  for (const auto& ask : question.fields) {
    out.u16(ask.field.value);
    out.u8(static_cast<std::uint8_t>(ask.view));
  }
}

} // namespace

std::shared_ptr<const ReadRuling> CedarDecider::InForce::read(const Caller& caller,
                                                              const LeadFacts& facts,
                                                              const ReadQuestion& question,
                                                              Time now) const {
  Key key;
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
  Key key;
  put_caller(key, caller, now);
  key.u16(action.number);
  key.u16(purpose.value);
  if (const auto known = actions_.find(text_of(key.view()))) return *known;
  const auto ruling = rule_on(*policies, caller, action, purpose, now);
  actions_.put(std::string(text_of(key.view())), ruling);
  return ruling;
}

} // namespace lv::policy

#include "policy/question_key.hpp"

namespace lv::policy {
namespace {

template <class List>
void put_numbers(QuestionKey& out, const List& list) {
  out.u16(static_cast<std::uint16_t>(list.size()));
  for (const auto number : list) out.u16(number);
}

void put_purposes(QuestionKey& out, const ShortList<lead::PurposeId>& purposes) {
  out.u16(static_cast<std::uint16_t>(purposes.size()));
  for (const auto purpose : purposes) out.u16(purpose.value);
}

} // namespace

void put_caller(QuestionKey& out, const Caller& caller, Time now) {
  out.u8(static_cast<std::uint8_t>(caller.kind));
  out.u8(caller.expires_at.us != 0 && caller.expires_at <= now);
  out.raw(caller.principal.view());
  out.raw(caller.tenant.view());
  put_numbers(out, caller.roles);
  put_purposes(out, caller.purposes);
}

void put_lead(QuestionKey& out, const LeadFacts& facts, Time now) {
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

void put_question(QuestionKey& out, const ReadQuestion& question) {
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

void put_call(QuestionKey& out, Action action, lead::PurposeId purpose) {
  out.u16(action.number);
  out.u16(purpose.value);
}

} // namespace lv::policy

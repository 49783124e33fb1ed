#include "policy/field_ruling.hpp"

#include <algorithm>
#include <iterator>

namespace lv::policy {
namespace {

// full hides the most, email the least.
int strictness(lead::MaskKind kind) {
  constexpr lead::MaskKind strictest_first[] = {lead::MaskKind::full,  lead::MaskKind::initials,
                                                lead::MaskKind::year,  lead::MaskKind::last4,
                                                lead::MaskKind::email, lead::MaskKind::none};
  return static_cast<int>(std::end(strictest_first) -
                          std::find(std::begin(strictest_first), std::end(strictest_first), kind));
}

// Of several permits with masks the one that hides most counts.
std::optional<lead::MaskKind> mask_of(const Policies& policies, const lead::FieldDef& field,
                                      const Verdict& verdict) {
  std::optional<lead::MaskKind> as;
  for (const auto* policy : verdict.determining) {
    const auto kind = policies.rule_of(policy).mask;
    if (kind && (!as || strictness(*kind) > strictness(*as))) as = kind;
  }
  return as == field.mask ? std::nullopt : as;
}

std::string_view action_of(View view) { return view == View::value ? read_field : read_masked; }

} // namespace

// A failure is told before all; then the consent that would release the field, whole or masked.
const Verdict& FieldRuling::decisive() const {
  if (asked.allowed() || !other) return asked;
  if (shown) return *other;
  for (const auto reason : {Errc::policy_failed, Errc::consent_missing, Errc::forbidden}) {
    if (asked.reason == reason) return asked;
    if (other->reason == reason) return *other;
  }
  return asked;
}

// Who may see a mask gets it where the value was asked for, and the other way round; not so where a
// policy failed.
FieldRuling rule_on_field(const Policies& policies, Judge& judge, FieldQuestion question,
                          View asked) {
  FieldRuling ruling;
  question.action = action_of(asked);
  ruling.asked = judge.judge(question);
  if (ruling.asked.allowed()) {
    ruling.shown = asked;
  } else {
    question.action = action_of(asked == View::value ? View::mask : View::value);
    ruling.other = judge.judge(question);
    const bool failed = ruling.asked.reason == Errc::policy_failed;
    if (ruling.other->allowed() && !failed) ruling.shown = View::mask;
  }
  if (ruling.shown != View::mask) return ruling;
  const bool by_mask = ruling.asked.allowed() || asked == View::value; // not as its whole value is
  if (by_mask) ruling.mask = mask_of(policies, *question.field, ruling.decisive());
  return ruling;
}

Withheld withheld_by(const Policies& policies, lead::FieldId field, const Verdict& denial) {
  Withheld withheld{field, denial.reason, {}};
  if (denial.forbidding != nullptr) withheld.code = policies.rule_of(denial.forbidding).code;
  return withheld;
}

// A purpose that is not bound is a kind of its own in the answer, not only a policy's code.
Errc reason_told(const Policies& policies, const Verdict& denial) {
  const bool by_purpose =
      denial.reason == Errc::forbidden &&
      policies.rule_of(denial.forbidding).code == code_name(Errc::purpose_not_bound);
  return by_purpose ? Errc::purpose_not_bound : denial.reason;
}

} // namespace lv::policy

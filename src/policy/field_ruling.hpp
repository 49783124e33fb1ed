// FieldRuling: what the policies say to one field of one lead, and the verdicts that it came from.
// Deciding and explaining share it, so that they cannot differ.
#pragma once

#include "policy/judge.hpp"

namespace lv::policy {

struct FieldRuling {
  std::optional<View> shown;          // nothing: the field is withheld
  std::optional<lead::MaskKind> mask; // of a masked field: as a policy says, unlike its own
  Verdict asked;                      // on the view that was asked for
  std::optional<Verdict> other;       // on the other view, where that one was denied

  // What is shown, by its permit; what is withheld, by the denial that is told.
  const Verdict& decisive() const;
};

// `question` is of the view that is asked for: its action is set from it.
FieldRuling rule_on_field(const Policies& policies, Judge& judge, FieldQuestion question,
                          View asked);

// What the caller hears of a denied field.
Withheld withheld_by(const Policies& policies, lead::FieldId field, const Verdict& denial);

// And of a denied action.
Errc reason_told(const Policies& policies, const Verdict& denial);

} // namespace lv::policy

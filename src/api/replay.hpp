// Replay: decisions of the log, put to two policy sets on the facts of today. Nothing is opened and
// nothing can be released by it.
#pragma once

#include "api/call.hpp"

#include "leadvault/policy/comparison.hpp"

namespace lv::api {

struct PastDecision { // about one lead
  std::shared_ptr<const policy::Caller> caller;
  std::shared_ptr<const policy::LeadFacts> facts;
  policy::ReadQuestion question;
  lead::FieldSet released; // as the log says
  lead::FieldSet masked;
};

struct PastDecisions {
  std::vector<PastDecision> decisions;
  std::uint64_t entries = 0; // looked at, from the first; the rest is for the next page
  std::uint64_t unknown = 0; // lead, principal, purpose or field is not there any more
};

// The decisions about fields of leads among these entries. An entry is taken whole; they end when
// there are limits::replay_decisions_max.
Task<PastDecisions> past_decisions(Call& call, const std::vector<audit::IndexedEntry>& entries);

struct ChangeOf {
  PrincipalId principal;
  lead::PurposeId purpose;
  lead::FieldId field;
  policy::Outcome from{};
  policy::Outcome to{};
  auto operator<=>(const ChangeOf&) const = default;
};
struct Changed {
  std::set<LeadId> leads;
  std::set<std::string> codes; // of the set that withholds the field
};
struct Differences {
  std::uint64_t changed = 0; // decisions
  std::uint64_t drifted = 0; // the set in force would decide otherwise today than the log says
  std::map<ChangeOf, Changed> changes;
};

Result<Differences> differences(const std::vector<PastDecision>& decisions,
                                policy::Comparison& comparison, const ReportTime& time);

} // namespace lv::api

// Differences: what two policy sets say differently to decisions of the past, and where the set in
// force would decide otherwise today than the log says. Nothing can be released by it.
#pragma once

#include "api/replay.hpp"

#include "leadvault/policy/comparison.hpp"

namespace lv::api {

struct FieldChangeOf {
  PrincipalId principal;
  policy::Action action; // readField or exportLeads
  lead::PurposeId purpose;
  lead::FieldId field;
  policy::Shown from;
  policy::Shown to;
  auto operator<=>(const FieldChangeOf&) const = default;
};
struct CallChangeOf {
  PrincipalId principal;
  policy::Action action;
  lead::PurposeId purpose; // zero: none was named
  policy::CallOutcome from{};
  policy::CallOutcome to{};
  auto operator<=>(const CallChangeOf&) const = default;
};
struct Changed {
  std::uint64_t decisions = 0;
  std::set<LeadId> leads;      // none of a call
  std::set<std::string> codes; // of the set that withholds the field or denies the call
};
struct Differences {
  std::uint64_t changed = 0; // decisions
  std::uint64_t drifted = 0; // the set in force would decide otherwise today than the log says
  std::map<FieldChangeOf, Changed> fields;
  std::map<CallChangeOf, Changed> calls;
};

Result<Differences> differences(const PastDecisions& past, policy::Comparison& comparison,
                                const ReportTime& time);

} // namespace lv::api

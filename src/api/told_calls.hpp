// Told calls: the decisions about a whole action that an entry of the log tells of. Plain values.
#pragma once

#include "leadvault/audit/entry.hpp"
#include "leadvault/policy/decider.hpp"
#include "leadvault/policy/outcome.hpp"

namespace lv::api {

struct ToldCall {
  policy::Action action;
  lead::PurposeId purpose; // zero: none was named
  policy::CallOutcome outcome = policy::CallOutcome::denied;
};

std::vector<ToldCall> calls_told_by(const audit::Entry& entry, const lead::Catalogue& catalogue);

// Kinds of the entries that tell of any decision, about fields or about a call.
std::vector<audit::EntryKind> deciding_kinds();

} // namespace lv::api

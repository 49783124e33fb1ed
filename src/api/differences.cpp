#include "api/differences.hpp"

namespace lv::api {
namespace {

// A mask where the value might be had today is no drift: only a mask may have been asked for.
bool has_drifted(const PastRead& past, const policy::Compared& compared) {
  for (const auto& ask : past.question.fields) {
    const bool gives = compared.released.contains(ask.field) || compared.masked.contains(ask.field);
    if (past.released.contains(ask.field)) {
      if (!compared.released.contains(ask.field)) return true;
    } else if (past.masked.contains(ask.field) != gives) {
      return true;
    }
  }
  return false;
}

void count(Changed& changed, const std::string& code) {
  ++changed.decisions;
  if (!code.empty()) changed.codes.insert(code);
}

void compare(const PastRead& past, policy::Comparison& comparison, Differences& found) {
  const auto& compared = comparison.on(*past.caller, *past.facts, past.question);
  if (!compared.changes.empty()) ++found.changed;
  if (has_drifted(past, compared)) ++found.drifted;
  for (const auto& change : compared.changes) {
    auto& changed = found.fields[{past.caller->principal, past.question.action,
                                  past.question.purpose, change.field, change.from, change.to}];
    count(changed, change.code);
    changed.leads.insert(past.facts->lead);
  }
}

void compare(const PastCall& past, policy::Comparison& comparison, Differences& found) {
  const auto& [action, purpose, outcome] = past.told;
  const auto& compared = comparison.on_call(*past.caller, action, purpose);
  if (compared.from != outcome) ++found.drifted;
  if (compared.from == compared.to) return;
  ++found.changed;
  count(found.calls[{past.caller->principal, action, purpose, compared.from, compared.to}],
        compared.code);
}

} // namespace

Result<Differences> differences(const PastDecisions& past, policy::Comparison& comparison,
                                const ReportTime& time) {
  Differences found;
  for (const auto& read : past.reads) {
    LV_CHECK(time.check());
    compare(read, comparison, found);
  }
  for (const auto& call : past.calls) {
    LV_CHECK(time.check());
    compare(call, comparison, found);
  }
  return found;
}

} // namespace lv::api

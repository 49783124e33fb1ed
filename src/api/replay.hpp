// Replay: decisions of the log, put together so that policy sets can be asked about them on the
// facts of today. Nothing is opened and nothing can be released by it.
#pragma once

#include "api/call.hpp"
#include "api/told_calls.hpp"

namespace lv::api {

struct PastRead { // of one lead
  std::shared_ptr<const policy::Caller> caller;
  std::shared_ptr<const policy::LeadFacts> facts;
  policy::ReadQuestion question;
  lead::FieldSet released; // as the log says
  lead::FieldSet masked;
};

struct PastCall { // about a whole action
  std::shared_ptr<const policy::Caller> caller;
  ToldCall told;
};

struct PastDecisions {
  std::vector<PastRead> reads;
  std::vector<PastCall> calls;
  std::uint64_t entries = 0; // looked at, from the first; the rest is for the next page
  // Lead, principal, purpose, field or action is not there any more.
  std::uint64_t unknown = 0;

  std::size_t count() const { return reads.size() + calls.size(); }
};

// The decisions that these entries tell of. An entry is taken whole; they end when there are
// limits::replay_decisions_max.
Task<PastDecisions> past_decisions(Call& call, const std::vector<audit::IndexedEntry>& entries);

} // namespace lv::api

// ExportCounts: how many leads each principal has exported since midnight (UTC), for policies that
// bound it. Counted in memory, and again from the log at a start. Thread safe.
#pragma once

#include "leadvault/audit/entry.hpp"

#include <mutex>
#include <unordered_map>

namespace lv::vault {

// Midnight (UTC) before or at `now`.
Time day_of(Time now);

class ExportCounts {
public:
  // The sum with these added. They are taken back when less is given, else pages that are read at
  // the same time could pass a bound together.
  std::int64_t add(PrincipalId principal, std::size_t leads, Time now);
  void take_back(PrincipalId principal, std::size_t leads, Time added);
  // What an entry of today says was exported.
  void count(const audit::Entry& entry);

private:
  std::int64_t add_on_day(PrincipalId principal, std::int64_t leads, Time day);

  std::mutex mutex_;
  Time day_;
  std::unordered_map<PrincipalId, std::int64_t, IdHash> leads_;
};

} // namespace lv::vault

#include "vault/export_counts.hpp"

#include "vault/actions.hpp"

namespace lv::vault {

Time day_of(Time now) {
  constexpr std::int64_t day_us = 24LL * 3600 * 1'000'000;
  return Time{now.us - now.us % day_us};
}

std::int64_t ExportCounts::add(PrincipalId principal, std::size_t leads, Time now) {
  return add_on_day(principal, static_cast<std::int64_t>(leads), day_of(now));
}

void ExportCounts::take_back(PrincipalId principal, std::size_t leads, Time added) {
  const std::lock_guard lock(mutex_);
  if (day_of(added) == day_) leads_[principal] -= static_cast<std::int64_t>(leads);
}

void ExportCounts::count(const audit::Entry& entry) {
  const auto* body = std::get_if<audit::ReleaseBody>(&entry.body);
  if (body == nullptr || body->action != action::export_leads) return;
  add_on_day(entry.principal, static_cast<std::int64_t>(body->leads.size()), day_of(entry.time));
}

// A new day forgets the old one; a clock that steps back over midnight counts on.
std::int64_t ExportCounts::add_on_day(PrincipalId principal, std::int64_t leads, Time day) {
  const std::lock_guard lock(mutex_);
  if (day > day_) {
    day_ = day;
    leads_.clear();
  }
  return leads_[principal] += leads;
}

} // namespace lv::vault

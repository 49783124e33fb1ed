// FailedLogins: how many failed authentications get an audit entry of their own. Anybody can fail,
// so beyond a steady rate they are only counted, and the next entry says how many it stands for:
// a flood of them fills no disk. Thread safe; one for all sources, so its memory is fixed.
#pragma once

#include "leadvault/base/time.hpp"

#include <mutex>
#include <optional>

namespace lv::api {

class FailedLogins {
public:
  explicit FailedLogins(const Clock& clock) : clock_(clock), at_us_(clock.monotonic_us()) {}

  // The failures counted since the last entry, this one excluded; nothing: it is only counted.
  std::optional<std::uint64_t> admit();

  static constexpr std::int64_t entries_per_minute = 600;

private:
  const Clock& clock_;
  std::mutex mutex_;
  std::int64_t level_us_ = minute_us; // a minute's worth at first; one entry costs its share
  std::int64_t at_us_;
  std::uint64_t counted_ = 0;
  static constexpr std::int64_t minute_us = 60'000'000;
};

} // namespace lv::api

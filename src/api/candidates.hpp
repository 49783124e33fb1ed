// Candidates: policy sets that callers sent to have them compared, compiled. The last two are kept,
// since a comparison sends the same set page after page. Thread safe. None of them decides
// anything.
#pragma once

#include "leadvault/policy/policies.hpp"

#include <array>
#include <mutex>

namespace lv::api {

class Candidates {
public:
  // Null when it is not among those that are kept.
  std::shared_ptr<const policy::Policies> find(const policy::PolicyTexts& texts);
  void keep(std::shared_ptr<const policy::Policies> policies);

private:
  std::mutex mutex_;
  std::array<std::shared_ptr<const policy::Policies>, 2> kept_; // the newest first
};

} // namespace lv::api

// Candidates: policy sets that callers sent to have them compared, compiled. The last two are kept,
// since a comparison sends the same set page after page. Thread safe. None of them decides
// anything.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/policy/policies.hpp"

#include <array>
#include <mutex>

namespace lv::api {

class Candidates {
public:
  // Null when it is not among those that are kept.
  std::shared_ptr<const policy::Policies> find(TenantId tenant, const policy::PolicyTexts& texts);
  void keep(TenantId tenant, std::shared_ptr<const policy::Policies> policies);

private:
  std::mutex mutex_;
  struct Kept {
    TenantId tenant; // that sent it: no other learns that it did
    std::shared_ptr<const policy::Policies> policies;
  };
  std::array<Kept, 2> kept_; // the newest first
};

} // namespace lv::api

#include "api/candidates.hpp"

namespace lv::api {

std::shared_ptr<const policy::Policies> Candidates::find(TenantId tenant,
                                                         const policy::PolicyTexts& texts) {
  const std::lock_guard lock(mutex_);
  for (const auto& one : kept_) {
    if (one.policies && one.tenant == tenant && one.policies->texts() == texts) return one.policies;
  }
  return nullptr;
}

void Candidates::keep(TenantId tenant, std::shared_ptr<const policy::Policies> policies) {
  const std::lock_guard lock(mutex_);
  kept_[1] = std::move(kept_[0]);
  kept_[0] = {tenant, std::move(policies)};
}

} // namespace lv::api

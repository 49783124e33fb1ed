#include "api/candidates.hpp"

namespace lv::api {

std::shared_ptr<const policy::Policies> Candidates::find(const policy::PolicyTexts& texts) {
  const std::lock_guard lock(mutex_);
  for (const auto& one : kept_) {
    if (one && one->texts() == texts) return one;
  }
  return nullptr;
}

void Candidates::keep(std::shared_ptr<const policy::Policies> policies) {
  const std::lock_guard lock(mutex_);
  kept_[1] = std::move(kept_[0]);
  kept_[0] = std::move(policies);
}

} // namespace lv::api

#include "leadvault/workflow/imports.hpp"

namespace lv::workflow {

void ImportCounts::add(const ImportCounts& more) {
  rows += more.rows;
  created += more.created;
  existed += more.existed;
  refused += more.refused;
  for (const auto& [rule, count] : more.errors) errors[rule] += count;
}

Result<ImportJob> Imports::open(TenantId tenant, PrincipalId principal, const std::string& name,
                                const std::string& once, Time now) {
  const std::lock_guard lock(mutex_);
  auto& jobs = jobs_[{tenant, principal}];
  for (const auto& [id, job] : jobs)
    if (!once.empty() && job.once == once && job.name != name)
      return LV_FAIL(idempotency_mismatch, "this Idempotency-Key was used for another import");
  for (const auto& [id, job] : jobs)
    if (job.name == name) return job;
  if (jobs.size() >= imports_max) jobs.erase(jobs.begin());
  ImportJob job{make_id<JobTag>(), name, once, now, {}};
  jobs.emplace(job.id, job);
  return job;
}

std::optional<ImportJob> Imports::find(TenantId tenant, PrincipalId principal, JobId job) const {
  const std::lock_guard lock(mutex_);
  const auto owner = jobs_.find({tenant, principal});
  if (owner == jobs_.end()) return std::nullopt;
  const auto at = owner->second.find(job);
  if (at == owner->second.end()) return std::nullopt;
  return at->second;
}

void Imports::count(TenantId tenant, PrincipalId principal, JobId job, const ImportCounts& more) {
  const std::lock_guard lock(mutex_);
  const auto owner = jobs_.find({tenant, principal});
  if (owner == jobs_.end()) return;
  const auto at = owner->second.find(job);
  if (at != owner->second.end()) at->second.counts.add(more);
}

} // namespace lv::workflow

// Imports: the open imports of this process, in memory: counts and error codes, never a value.
// What a row created is durable in the vault and known by its key, so losing a job loses nothing:
// opening the same name again resumes. Thread safe.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/result.hpp"
#include "leadvault/base/time.hpp"

#include <map>
#include <mutex>
#include <optional>

namespace lv::workflow {

inline constexpr std::size_t imports_max = 1'000; // per principal; the oldest is forgotten

struct ImportCounts {
  std::uint64_t rows = 0;
  std::uint64_t created = 0;
  std::uint64_t existed = 0;
  std::uint64_t refused = 0;
  std::map<std::string, std::uint64_t> errors; // rule -> rows it refused

  void add(const ImportCounts& more);
};

struct ImportJob {
  JobId id;
  std::string name;
  std::string once; // the Idempotency-Key it was opened with, if any
  Time opened_at;
  ImportCounts counts;
};

class Imports {
public:
  // The principal's import of that name; opened now when there is none. The name is what makes
  // opening idempotent; `once`, when given, must not have opened another name.
  Result<ImportJob> open(TenantId tenant, PrincipalId principal, const std::string& name,
                         const std::string& once, Time now);
  std::optional<ImportJob> find(TenantId tenant, PrincipalId principal, JobId job) const;
  void count(TenantId tenant, PrincipalId principal, JobId job, const ImportCounts& more);

private:
  using Owner = std::pair<TenantId, PrincipalId>;

  mutable std::mutex mutex_;
  std::map<Owner, std::map<JobId, ImportJob>> jobs_; // job ids rise with time
};

} // namespace lv::workflow

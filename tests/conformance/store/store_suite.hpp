// The store's contract as tests, for any backend: a backend gives a Harness that makes an empty
// store and opens it again. Rows here are made up; seals are not checked at this level.
#pragma once

#include "support/catch.hpp"

#include "leadvault/store/store.hpp"

#include <future>

namespace lv::store::suite {

class Harness {
public:
  virtual ~Harness() = default;
  virtual std::unique_ptr<Store> create() = 0;
  virtual std::unique_ptr<Store> reopen() = 0; // after the store was destroyed or its process died
};

inline TenantId tenant_of(std::uint8_t n) { return TenantId{{n, 1}}; }
inline LeadId lead_of(std::uint32_t n) {
  return LeadId{{7, static_cast<std::uint8_t>(n >> 16), static_cast<std::uint8_t>(n >> 8),
                 static_cast<std::uint8_t>(n)}};
}
inline Bytes filled(std::size_t size, std::uint8_t seed) {
  Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(seed + i * 7);
  return out;
}

inline LeadRow row_of(TenantId tenant, LeadId lead, std::uint64_t position, std::uint8_t seed) {
  LeadRow row;
  row.tenant = tenant;
  row.lead = lead;
  row.version = 3;
  row.position = {position};
  row.created_at = {1'000 + seed};
  row.updated_at = {2'000 + seed};
  row.stage = lead::Stage::working;
  row.subject_kind = lead::SubjectKind::person;
  row.channel = lead::Channel::referral;
  row.residency = "DE";
  row.flags = row_flag_likely_duplicate;
  row.wrapped_key = filled(126, seed);
  row.fields = {{1, filled(80, seed)}, {9, filled(120, seed)}, {1023, filled(200, seed)}};
  row.consent_state = filled(40, seed);
  row.consent_seal.fill(seed);
  row.seal.fill(static_cast<std::uint8_t>(seed + 1));
  return row;
}

inline bool same(const LeadRow& a, const LeadRow& b) {
  auto tie = [](const LeadRow& r) {
    return std::tie(r.tenant, r.lead, r.liveness, r.version, r.position, r.change_seq, r.created_at,
                    r.updated_at, r.stage, r.subject_kind, r.channel, r.residency, r.flags,
                    r.wrapped_key, r.consent_state, r.consent_seal, r.seal);
  };
  const auto fields = [](const LeadRow& r) { return r.fields.memory(); };
  return tie(a) == tie(b) &&
         std::equal(fields(a).begin(), fields(a).end(), fields(b).begin(), fields(b).end());
}

inline Result<void> write(Store& store, std::uint64_t position, Job job) {
  auto promise = std::make_shared<std::promise<Result<void>>>();
  auto future = promise->get_future();
  Write write;
  write.position = {position};
  write.job = std::move(job);
  write.done = [promise](Result<void> result) { promise->set_value(result); };
  LV_CHECK(store.submit(std::move(write)));
  return future.get();
}

inline Job insert(LeadRow row, std::vector<IndexToken> tokens = {}) {
  return [row, tokens](Transaction& tx) mutable -> Result<void> {
    LV_TRY(seq, tx.next_change_seq(row.tenant));
    row.change_seq = seq;
    return tx.insert_lead(row, tokens);
  };
}

void rows_come_back(Harness& harness);
void tenants_are_apart(Harness& harness);
void lists_run_in_change_order(Harness& harness);
void a_page_looks_at_a_bounded_number_of_leads(Harness& harness);
void tokens_find_leads(Harness& harness);
void consents_are_append_only(Harness& harness);
void small_rows_come_back(Harness& harness);
void idempotency_keys_are_used_once(Harness& harness);
void a_failed_job_is_undone_alone(Harness& harness);
void applied_survives(Harness& harness);
void jobs_run_in_order(Harness& harness);
void a_closed_store_refuses(Harness& harness);

} // namespace lv::store::suite

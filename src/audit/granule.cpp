#include "audit/granule.hpp"

#include "audit/index_schema.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

constexpr std::size_t stretch_bytes = 16 + 16 + 8;
constexpr std::size_t tenants_max = 65'536; // entries in the largest frame, and some

std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Bytes encode_tenants(const std::vector<TenantStretch>& tenants) {
  ByteWriter out;
  out.reserve(tenants.size() * stretch_bytes);
  for (const TenantStretch& stretch : tenants) {
    out.raw(stretch.tenant.view());
    out.raw(stretch.log.view());
    out.u64(stretch.first_leaf);
  }
  return out.take();
}

Result<std::vector<TenantStretch>> decode_tenants(ByteView bytes) {
  ByteReader in(bytes);
  std::vector<TenantStretch> out;
  while (in.remaining() != 0) {
    LV_TRY(tenant, in.array<16>());
    LV_TRY(log, in.array<16>());
    LV_TRY(first_leaf, in.u64());
    out.push_back({TenantId{tenant}, LogId{log}, first_leaf});
  }
  return out;
}

Result<std::uint32_t> read_number(sql::Run& run) {
  LV_TRY(step, run.step());
  if (step == sql::Step::done) return 0U;
  sql::Columns columns(run);
  const auto number = static_cast<std::uint32_t>(columns.between(0, UINT32_MAX));
  LV_CHECK(columns.done());
  return number;
}

} // namespace

Result<void> insert_granule(sql::Connection& database, const Granule& granule) {
  LV_TRY(insert, database.statement(IndexText::insert_granule));
  const Bytes tenants = encode_tenants(granule.tenants);
  return insert->run()
      .bind(std::int64_t{granule.number}, signed_of(granule.first.value), granule.time.us,
            std::int64_t{granule.entries}, std::int64_t{granule.segment}, signed_of(granule.offset),
            tenants)
      .finish();
}

Result<Granule> read_granule(sql::Connection& database, std::uint32_t number) {
  LV_TRY(select, database.statement(IndexText::select_granule));
  auto run = select->run();
  run.bind(std::int64_t{number});
  LV_TRY(step, run.step());
  if (step == sql::Step::done) return LV_FAIL(integrity, "the audit index lacks a granule");
  sql::Columns columns(run);
  Granule out;
  out.number = number;
  out.first.value = columns.natural();
  out.time.us = columns.integer();
  out.entries = static_cast<std::uint32_t>(columns.between(1, UINT32_MAX));
  out.segment = static_cast<std::uint32_t>(columns.between(1, UINT32_MAX));
  out.offset = columns.natural();
  const Bytes tenants = columns.blob(tenants_max * stretch_bytes);
  LV_CHECK(columns.done());
  LV_TRY(decoded, decode_tenants(tenants));
  out.tenants = std::move(decoded);
  return out;
}

Result<std::uint32_t> newest_granule(sql::Connection& database) {
  LV_TRY(select, database.statement(IndexText::newest_granule));
  auto run = select->run();
  return read_number(run);
}

Result<std::uint32_t> granule_before(sql::Connection& database, Position position, Time time) {
  LV_TRY(by_position, database.statement(IndexText::granule_before_position));
  auto positions = by_position->run();
  positions.bind(signed_of(position.value));
  LV_TRY(first, read_number(positions));
  LV_TRY(by_time, database.statement(IndexText::granule_before_time));
  auto times = by_time->run();
  times.bind(time.us);
  LV_TRY(second, read_number(times));
  return std::min(first, second);
}

} // namespace lv::audit

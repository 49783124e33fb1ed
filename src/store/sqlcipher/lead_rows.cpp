#include "row_codec.hpp"

#include "leadvault/base/limits.hpp"

namespace lv::store {
namespace {

using sql::Columns;
using sql::Step;

constexpr std::size_t packed_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t large_bytes_max = 64 * 1024;
constexpr std::size_t consent_state_bytes_max = 256 * 1024;

template <class Enum>
Enum enumerator(Columns& columns, Enum first, Enum last) {
  return static_cast<Enum>(columns.between(number(first), number(last)));
}

// The columns that a row and its summary share, in the order of both statements.
template <class Row>
void read_operational(Columns& columns, Row& row) {
  row.liveness = enumerator(columns, Liveness::live, Liveness::erased);
  row.version = columns.natural();
  row.position.value = columns.natural();
  row.change_seq = columns.natural();
  row.created_at.us = columns.integer();
  row.updated_at.us = columns.integer();
  row.stage = enumerator(columns, lead::Stage::new_lead, lead::Stage::disqualified);
  row.subject_kind =
      enumerator(columns, lead::SubjectKind::person, lead::SubjectKind::organisation);
  row.channel = enumerator(columns, lead::Channel::website, lead::Channel::other);
  row.residency = columns.text(2);
  row.flags = static_cast<std::uint8_t>(columns.between(0, 255));
}

Result<SealedFields> read_large(sql::Connection& db, TenantId tenant, LeadId lead) {
  LV_TRY(statement, db.statement(Sql::large_fields));
  sql::Run run = statement->run();
  run.bind(tenant.bytes, lead.bytes);
  SealedFields fields;
  for (;;) {
    LV_TRY(step, run.step());
    if (step == Step::done) return fields;
    Columns columns(run);
    const auto field = static_cast<std::uint16_t>(columns.between(0, limits::field_id_max));
    const auto blob = columns.blob(large_bytes_max);
    LV_CHECK(columns.done());
    fields.put(field, blob);
  }
}

} // namespace

Result<std::optional<LeadRow>> read_lead(sql::Connection& db, TenantId tenant, LeadId lead) {
  LV_TRY(statement, db.statement(Sql::lead));
  sql::Run run = statement->run();
  run.bind(tenant.bytes, lead.bytes);
  LV_TRY(step, run.step());
  if (step == Step::done) return std::optional<LeadRow>();
  LeadRow row;
  row.tenant = tenant;
  row.lead = lead;
  Columns columns(run);
  read_operational(columns, row);
  row.seal = columns.array<32>();
  row.consent_seal = columns.array<32>();
  row.wrapped_key = columns.blob(1024);
  row.consent_state = columns.blob(consent_state_bytes_max);
  Bytes packed = columns.blob(packed_bytes_max);
  LV_CHECK(columns.done());
  SealedFields large;
  if (large_count(packed) != 0) { // `run` is still open, so both statements see one snapshot
    LV_TRY(found, read_large(db, tenant, lead));
    large = std::move(found);
  }
  LV_TRY(fields, unpack_fields(packed, large));
  row.fields = std::move(fields);
  return std::optional<LeadRow>(std::move(row));
}

Result<LeadPage> read_list(sql::Connection& db, TenantId tenant, const ListFilter& filter,
                           const Page& page) {
  // The last one that this page looks at; it stays open, so that both statements see one snapshot.
  LV_TRY(end_statement, db.statement(Sql::list_end));
  sql::Run end_run = end_statement->run();
  end_run.bind(tenant.bytes, number(page.after_change_seq),
               number(std::uint64_t{limits::page_leads_seen_max - 1}));
  LV_TRY(end_step, end_run.step());
  const bool has_end = end_step == Step::row;
  std::uint64_t end = INT64_MAX;
  if (has_end) {
    Columns columns(end_run);
    end = columns.natural();
    LV_CHECK(columns.done());
  }

  LV_TRY(statement, db.statement(Sql::list));
  sql::Run run = statement->run();
  std::int64_t stage = filter.stage ? number(*filter.stage) : 0;
  std::int64_t channel = filter.channel ? number(*filter.channel) : 0;
  Liveness last = filter.tombstones == Tombstones::include ? Liveness::erased : Liveness::live;
  run.bind(tenant.bytes, number(page.after_change_seq), stage, channel, filter.created_from.us,
           filter.created_until.us, number(last), number(page.limit), number(end));
  LeadPage found;
  for (;;) {
    LV_TRY(step, run.step());
    if (step == Step::done) break;
    Columns columns(run);
    LeadSummary row;
    row.lead.bytes = columns.array<16>();
    read_operational(columns, row);
    LV_CHECK(columns.done());
    found.leads.push_back(std::move(row));
  }
  if (found.leads.size() == page.limit) {
    found.next_after = found.leads.back().change_seq;
  } else if (has_end) {
    found.next_after = end;
  }
  return found;
}

Result<std::vector<IndexToken>> read_tokens(sql::Connection& db, TenantId tenant, LeadId lead) {
  LV_TRY(statement, db.statement(Sql::lead_tokens));
  sql::Run run = statement->run();
  LV_TRY(step, run.bind(tenant.bytes, lead.bytes).step());
  if (step == Step::done) return std::vector<IndexToken>();
  Columns columns(run);
  const auto packed = columns.blob(packed_tokens_bytes_max);
  LV_CHECK(columns.done());
  return unpack_tokens(packed);
}

Result<std::vector<ConsentRow>> read_consents(sql::Connection& db, TenantId tenant, LeadId lead) {
  LV_TRY(statement, db.statement(Sql::consents));
  sql::Run run = statement->run();
  run.bind(tenant.bytes, lead.bytes);
  std::vector<ConsentRow> rows;
  for (;;) {
    LV_TRY(step, run.step());
    if (step == Step::done) return rows;
    Columns columns(run);
    ConsentRow row;
    auto& event = row.event;
    event.sequence = static_cast<std::uint32_t>(columns.between(0, 0xffff'ffff));
    event.id.bytes = columns.array<16>();
    event.purpose.value = static_cast<std::uint16_t>(columns.between(0, 0xffff));
    event.kind =
        enumerator(columns, lead::ConsentEventKind::granted, lead::ConsentEventKind::withdrawn);
    event.basis =
        enumerator(columns, lead::LegalBasis::consent, lead::LegalBasis::legitimate_interests);
    event.time.us = columns.integer();
    event.expiry.us = columns.integer();
    event.jurisdiction = columns.text(2);
    event.notice_version = columns.text(64);
    row.position.value = columns.natural();
    row.evidence = columns.blob(large_bytes_max);
    LV_CHECK(columns.done());
    rows.push_back(std::move(row));
  }
}

} // namespace lv::store

#include "audit/index_reader.hpp"

#include "audit/entry_layout.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

constexpr Position past_every_position{INT64_MAX};
constexpr Time past_every_time{INT64_MAX};

bool has(const std::vector<EntryKind>& kinds, EntryKind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// The decision is a matter of the kind.
std::vector<EntryKind> kinds_of(DecisionFilter decision) {
  if (decision == DecisionFilter::released)
    return {EntryKind::release, EntryKind::search, EntryKind::list};
  if (decision == DecisionFilter::denied) return {EntryKind::denial};
  return {};
}

bool matches(const IndexQuery& query, const EntryOutline& entry) {
  const auto decided = kinds_of(query.decision);
  return entry.tenant == query.tenant && entry.time >= query.from &&
         (query.until.us == 0 || entry.time < query.until) &&
         (query.principal.is_zero() || entry.principal == query.principal) &&
         (query.credential.is_zero() || entry.credential == query.credential) &&
         (query.action == 0 || entry.action == query.action) &&
         (query.kinds.empty() || has(query.kinds, entry.kind)) &&
         (decided.empty() || has(decided, entry.kind)) &&
         (query.lead.is_zero() ||
          std::find(entry.leads.begin(), entry.leads.end(), query.lead) != entry.leads.end());
}

} // namespace

Result<std::uint32_t> AnyOf::newest_until(sql::Connection& database, std::uint32_t bound) {
  std::uint32_t newest = 0;
  for (PostingTrail& trail : trails_) {
    LV_TRY(found, trail.newest_until(database, bound));
    newest = std::max(newest, found);
  }
  return newest;
}

void IndexReader::require(std::vector<AnyOf>& all, std::vector<PostingKey> any) {
  AnyOf condition;
  for (const PostingKey key : any) condition.add({key, tail_.granules_of(key), runs_});
  all.push_back(std::move(condition));
}

std::vector<AnyOf> IndexReader::conditions(const IndexQuery& query) {
  const std::uint64_t tenant = tail_.keys().of(query.tenant);
  std::vector<AnyOf> all;
  if (!query.lead.is_zero()) require(all, {key_of(tenant, Attribute::lead, query.lead.bytes)});
  if (!query.principal.is_zero())
    require(all, {key_of(tenant, Attribute::principal, query.principal.bytes)});
  if (!query.credential.is_zero())
    require(all, {key_of(tenant, Attribute::credential, query.credential.bytes)});
  if (query.action != 0) require(all, {key_of(tenant, Attribute::action, query.action)});
  for (const auto& kinds : {query.kinds, kinds_of(query.decision)}) {
    std::vector<PostingKey> any;
    for (const EntryKind kind : kinds)
      any.push_back(key_of(tenant, Attribute::kind, static_cast<std::uint16_t>(kind)));
    if (!any.empty()) require(all, std::move(any));
  }
  if (all.empty()) require(all, {key_of(tenant, Attribute::tenant, query.tenant.bytes)});
  return all;
}

// Each condition in turn lowers the bound to where it can be met, until all agree.
Result<std::uint32_t> IndexReader::newest_with_all(std::vector<AnyOf>& all, std::uint32_t bound) {
  for (std::size_t agreed = 0, at = 0; agreed < all.size() && bound != 0;
       at = (at + 1) % all.size()) {
    LV_TRY(found, all[at].newest_until(database_, bound));
    agreed = found == bound ? agreed + 1 : 1;
    bound = found;
  }
  return bound;
}

Result<std::uint32_t> IndexReader::granule_before(Position position, Time time) {
  if (const auto number = tail_.granule_before(position, time)) return *number;
  return audit::granule_before(database_, position, time);
}

Result<Granule> IndexReader::granule(std::uint32_t number) {
  if (auto granule = tail_.granule(number)) return std::move(*granule);
  return read_granule(database_, number);
}

Result<std::vector<IndexedEntry>> IndexReader::select(const IndexQuery& query) {
  if (query.limit == 0 || query.limit > limits::page_size_max)
    return LV_FAIL(invalid, "a page of audit events has 1 to 200 rows");
  LV_TRY(runs, read_runs(database_));
  runs_ = std::move(runs);
  std::vector<AnyOf> all = conditions(query);
  const Position before = query.before == Position{} ? past_every_position : query.before;
  LV_TRY(bound, granule_before(before, query.until.us == 0 ? past_every_time : query.until));
  std::vector<IndexedEntry> out;
  std::vector<IndexedEntry> found;
  while (out.size() < query.limit) {
    LV_TRY(number, newest_with_all(all, bound));
    if (number == 0) break;
    LV_TRY(next, granule(number));
    found.clear();
    LV_CHECK(visit(next, query, found));
    for (auto entry = found.rbegin(); entry != found.rend() && out.size() < query.limit; ++entry)
      if (entry->logged.position < before) out.push_back(std::move(*entry));
    if (next.time < query.from) break; // all others are older still
    bound = number - 1;
  }
  return out;
}

Result<void> IndexReader::visit(const Granule& granule, const IndexQuery& query,
                                std::vector<IndexedEntry>& out) {
  const auto stretch = std::find_if(granule.tenants.begin(), granule.tenants.end(),
                                    [&](const auto& one) { return one.tenant == query.tenant; });
  if (stretch == granule.tenants.end()) return {}; // another's hash was the same
  std::uint64_t leaf = stretch->first_leaf;
  frames_.seek(granule.cursor());
  Frame frame;
  EntryOutline outline;
  while (frames_.cursor().next_sequence <= granule.last().sequence()) {
    LV_TRY(next, frames_.next(frame, granule.last().sequence()));
    if (next != FrameReader::Next::frame)
      return LV_FAIL(integrity, "the audit index does not fit the log");
    std::uint64_t sequence = frame.header.first_sequence;
    for (const ByteView bytes : frame.content.entries) {
      LV_CHECK(outline_entry(bytes, outline));
      const Position position = Position::of(granule.first.node(), sequence++);
      if (outline.tenant == query.tenant) ++leaf;
      if (!matches(query, outline)) continue;
      LV_TRY(entry, decode_entry(bytes));
      Logged logged{entry.id, position, stretch->log, tlog::leaf_hash(bytes), leaf - 1};
      out.push_back({logged, std::move(entry)});
    }
  }
  return {};
}

// An entry's id tells its time, and times rise from entry to entry.
Result<IndexedEntry> IndexReader::find(TenantId tenant, EntryId id) {
  IndexQuery query;
  query.tenant = tenant;
  query.from = entry_id_time(id);
  query.until = Time{query.from.us + 1};
  LV_TRY(number, granule_before(past_every_position, query.until));
  std::vector<IndexedEntry> found;
  if (number != 0) {
    LV_TRY(where, granule(number));
    LV_CHECK(visit(where, query, found));
  }
  if (found.empty() || found.front().entry.id != id)
    return LV_FAIL(not_found, "no such audit entry");
  return std::move(found.front());
}

// From the kept level below, of which it covers at most 128 hashes.
Result<Digest> IndexReader::subtree(TenantId tenant, unsigned level, std::uint64_t index) {
  const std::size_t kept = level / kept_level_step;
  const unsigned above = level % kept_level_step;
  const std::uint64_t from = index << above;
  const std::uint64_t until = from + (std::uint64_t{1} << above);
  const HashRow newest = tail_.hashes(tenant, kept, from, until);
  std::vector<Digest> hashes;
  if (newest.first > from) {
    LV_TRY(older, read_hashes(database_, tenant, kept, from, std::min(until, newest.first)));
    hashes = std::move(older);
  }
  hashes.insert(hashes.end(), newest.hashes.begin(), newest.hashes.end());
  if (hashes.size() != until - from) return LV_FAIL(invalid, "the tenant's tree has fewer leaves");
  for (; hashes.size() > 1; hashes.resize(hashes.size() / 2))
    for (std::size_t i = 0; i < hashes.size(); i += 2)
      hashes[i / 2] = tlog::node_hash(hashes[i], hashes[i + 1]);
  return hashes.front();
}

Result<EntryProof> IndexReader::prove(TenantId tenant, std::uint64_t index, std::uint64_t size) {
  if (index >= size) return LV_FAIL(invalid, "no such leaf in a tree of that size");
  LV_TRY(last, subtree(tenant, 0, size - 1)); // no path asks for it when it is the leaf itself
  (void)last;
  LV_TRY(path, tlog::inclusion_proof(index, size, [&](unsigned level, std::uint64_t at) {
           return subtree(tenant, level, at);
         }));
  return EntryProof{index, size, std::move(path)};
}

} // namespace lv::audit

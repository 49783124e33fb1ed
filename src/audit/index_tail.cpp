#include "audit/index_tail.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

constexpr std::size_t postings_max = 128 * 1024; // 1 MiB
constexpr std::size_t leaves_max = 32 * 1024;    // 1 MiB

} // namespace

bool IndexTail::full() const { return postings_.size() >= postings_max || leaves_ >= leaves_max; }

Result<void> IndexTail::take(const Frame& frame, std::uint16_t node, LogTrees& trees) {
  if (frame.content.entries.empty()) return {};
  const std::lock_guard lock(mutex_);
  note_place(frame);
  std::uint64_t sequence = frame.header.first_sequence;
  for (const ByteView entry : frame.content.entries)
    LV_CHECK(take_entry(entry, Position::of(node, sequence++), trees));
  return {};
}

// Opens a granule at the frame when the newest one has come to its bounds.
void IndexTail::note_place(const Frame& frame) {
  const bool room = !granules_.empty() && granules_.back().entries < granule_entries &&
                    open_bytes_ < granule_bytes && open_frames_ < granule_frames;
  if (!room) {
    Granule granule;
    granule.number = next_number_++;
    granule.segment = frame.segment;
    granule.offset = frame.offset;
    granules_.push_back(std::move(granule));
    open_frames_ = 0;
    open_bytes_ = 0;
  }
  ++open_frames_;
  open_bytes_ += frame.header.length;
}

Result<void> IndexTail::take_entry(ByteView bytes, Position position, LogTrees& trees) {
  LV_CHECK(outline_entry(bytes, outline_));
  const auto found = trees.find(outline_.tenant);
  if (found == trees.end()) return LV_FAIL(integrity, "an entry's log was never opened");
  LogTree& log = found->second;
  Granule& granule = granules_.back();
  if (granule.entries++ == 0) {
    granule.first = position;
    granule.time = outline_.time;
  }
  note_tenant(log);
  hashes_.try_emplace(log.tenant, log.range.size())
      .first->second.append(log.range, tlog::leaf_hash(bytes));
  ++leaves_;
  post_outline();
  return {};
}

// Before the entry's own leaf is appended.
void IndexTail::note_tenant(const LogTree& log) {
  auto& tenants = granules_.back().tenants;
  const bool known = std::any_of(tenants.begin(), tenants.end(), [&](const TenantStretch& stretch) {
    return stretch.tenant == log.tenant;
  });
  if (!known) tenants.push_back({log.tenant, log.log, log.range.size()});
}

void IndexTail::post(PostingKey key) {
  const Posting posting = posting_of(key, granules_.back().number);
  if (std::exchange(recent_[key % recent_.size()], posting) != posting)
    postings_.push_back(posting);
}

void IndexTail::post_outline() {
  const std::uint64_t tenant = keys_.of(outline_.tenant);
  post(key_of(tenant, Attribute::tenant, outline_.tenant.bytes));
  post(key_of(tenant, Attribute::kind, static_cast<std::uint16_t>(outline_.kind)));
  if (outline_.action != 0) post(key_of(tenant, Attribute::action, outline_.action));
  if (!outline_.principal.is_zero())
    post(key_of(tenant, Attribute::principal, outline_.principal.bytes));
  if (!outline_.credential.is_zero())
    post(key_of(tenant, Attribute::credential, outline_.credential.bytes));
  for (const LeadId& lead : outline_.leads) post(key_of(tenant, Attribute::lead, lead.bytes));
}

std::vector<std::uint32_t> IndexTail::granules_of(PostingKey key) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::uint32_t> out;
  for (const Posting posting : postings_)
    if (key_of(posting) == key) out.push_back(granule_of(posting));
  return out;
}

std::optional<Granule> IndexTail::granule(std::uint32_t number) const {
  const std::lock_guard lock(mutex_);
  if (granules_.empty() || number < granules_.front().number) return std::nullopt;
  return granules_.at(number - granules_.front().number);
}

std::optional<std::uint32_t> IndexTail::granule_before(Position position, Time time) const {
  const std::lock_guard lock(mutex_);
  const auto behind =
      std::partition_point(granules_.begin(), granules_.end(), [&](const Granule& granule) {
        return granule.first < position && granule.time < time;
      });
  if (behind == granules_.begin()) return std::nullopt;
  return (behind - 1)->number;
}

HashRow IndexTail::hashes(TenantId tenant, std::size_t kept, std::uint64_t from,
                          std::uint64_t until) const {
  const std::lock_guard lock(mutex_);
  const auto found = hashes_.find(tenant);
  if (found == hashes_.end()) return {UINT64_MAX, {}};
  const HashRow& row = found->second.level(kept);
  HashRow out{std::max(row.first, from), {}};
  for (std::uint64_t at = out.first; at < until && at - row.first < row.hashes.size(); ++at)
    out.hashes.push_back(row.hashes[at - row.first]);
  return out;
}

std::vector<Posting> IndexTail::sorted_postings() const {
  std::vector<Posting> out = postings_;
  sort_by_key(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

} // namespace lv::audit

#include "leadvault/audit/open.hpp"

#include "audit/checkpoint_floor.hpp"
#include "audit/entry_layout.hpp"
#include "audit/posix.hpp"
#include "audit/segment_log.hpp"

#include "leadvault/base/folder.hpp"
#include "leadvault/base/log.hpp"
#include "leadvault/crypto/hash.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

constexpr std::size_t segment_bytes_min = 64 * 1024;

std::optional<Snapshot> load_snapshot(const ReplayInput& input, const CheckpointFloor& floor) {
  const auto file = read_whole_file(input.folder / snapshot_name, snapshot_file_bytes_max);
  if (!file) return std::nullopt;
  auto snapshot = decode_snapshot(*file, input.owner, input.keys.state_by_term);
  if (!snapshot || !snapshot_stands_on(floor, *snapshot) || !snapshot_fits(input, *snapshot))
    return std::nullopt;
  return std::move(*snapshot);
}

Result<ReplayState> replay_log(const ReplayInput& input, const CheckpointFloor& floor) {
  if (auto snapshot = load_snapshot(input, floor))
    if (auto state = replay(input, std::move(snapshot))) return state;
  return replay(input, std::nullopt);
}

Result<void> check_store(const ReplayState& state, Position store_applied, std::uint16_t node) {
  if (store_applied < state.applied)
    return LV_FAIL(stale_state, "the store was rolled back: the log knows newer writes in it");
  if (store_applied > Position::of(node, state.cursor.next_sequence - 1))
    return LV_FAIL(integrity, "audit-inconsistent: the log is shorter than the store");
  return {};
}

// A withdrawal or an erasure counts from the moment it stands in the log.
bool applies_from_log(const Unapplied& write) {
  return std::any_of(write.entries.begin(), write.entries.end(), [](const Entry& entry) {
    return entry.kind == EntryKind::consent_withdrawn || entry.kind == EntryKind::lead_erased;
  });
}

struct Outcome {
  Position about;
  TenantId tenant;
};

// Settles what the store has of the last writes, lists what it has not.
Result<std::vector<Outcome>> settle_effects(ReplayState& state, Position store_applied,
                                            const RolledBack& rolled_back, Recovery& recovery) {
  std::vector<Outcome> outcomes;
  Marks& marks = *state.marks;
  for (auto& [position, effect] : state.effects) {
    Unapplied write;
    write.position = position;
    for (const Bytes& bytes : effect.entries) {
      LV_TRY(entry, decode_entry(bytes));
      write.entries.push_back(std::move(entry));
    }
    bool applied = position <= store_applied;
    if (applied) {
      LV_TRY(undone, rolled_back(position));
      applied = !undone;
    }
    if (applied) {
      marks.assign(std::move(effect));
      marks.settle(position);
    } else if (position > store_applied && applies_from_log(write)) {
      marks.assign(std::move(effect)); // pending until the caller has applied it
      recovery.to_apply.push_back(std::move(write));
    } else {
      outcomes.push_back({position, write.entries.front().tenant});
      recovery.not_applied.push_back(position);
    }
  }
  marks.raise_applied(store_applied);
  return outcomes;
}

Append own_entry(EntryKind kind, TenantId tenant, const SystemBody& body) {
  Entry entry;
  entry.kind = kind;
  entry.tenant = tenant;
  entry.body = body;
  Append out;
  out.entries.push_back(std::move(entry));
  return out;
}

Result<void> write_own_entries(AuditLog& log, const std::vector<Outcome>& outcomes,
                               const std::optional<SystemBody>& cut) {
  if (cut) {
    LV_TRY(logged, log.append_blocking(own_entry(EntryKind::tail_cut, system_tenant, *cut)));
    (void)logged;
  }
  for (const Outcome& outcome : outcomes) {
    SystemBody body;
    body.code = outcome_not_applied;
    body.about = outcome.about;
    LV_TRY(logged, log.append_blocking(own_entry(EntryKind::outcome, outcome.tenant, body)));
    (void)logged;
  }
  return {};
}

// What a torn frame left behind: up to its last byte that is not zero.
Result<SystemBody> describe_tail(const AuditOptions& options, const ReplayState& state) {
  LV_TRY(bytes, read_whole_file(options.folder / segment_name(state.cursor.segment), SIZE_MAX));
  auto end = bytes.size();
  while (end > state.tail_cut_from && bytes[end - 1] == 0) --end;
  SystemBody body;
  body.number = end - state.tail_cut_from;
  body.digest = crypto::sha256(ByteView(bytes).subspan(state.tail_cut_from, body.number));
  return body;
}

Result<void> check_options(AuditOptions& options, const AuditKeys& keys) {
  if (options.segment_bytes < segment_bytes_min || options.segment_bytes % 4096 != 0)
    return LV_FAIL(config, "a segment has at least 64 KiB, in steps of 4 KiB");
  if (options.installation.is_zero() || options.domain.empty() ||
      !tlog::is_note_key_name(options.domain))
    return LV_FAIL(config, "the audit log needs an installation id and a domain");
  if (!keys.frame.key || !keys.sign.key || !keys.state.key || !keys.frame_by_term ||
      !keys.state_by_term)
    return LV_FAIL(config, "the audit log lacks a key");
  if (!options.open_file) options.open_file = open_posix_file;
  LV_CHECK(make_folder(options.folder));
  std::error_code failed;
  std::filesystem::permissions(options.folder, std::filesystem::perms::owner_all, failed);
  if (failed) return LV_FAIL(io, "the folder of the audit log cannot be closed to others");
  return {};
}

} // namespace

Result<Opened> open_audit_log(AuditOptions options, AuditKeys keys, Position store_applied,
                              std::function<Result<bool>(Position)> was_not_applied) {
  LV_CHECK(check_options(options, keys));
  if (keys.signers.empty()) {
    LV_TRY(signer, crypto::SigningKey::from_seed(*keys.sign.key));
    keys.signers.push_back(signer.public_key());
  }
  LV_TRY(floor, load_checkpoint_floor(options.folder, options.domain, keys));
  const ReplayInput input{options.folder, keys,          {options.installation, options.node},
                          floor.roots,    store_applied, was_not_applied};
  LV_TRY(state, replay_log(input, floor));
  LV_CHECK(check_floor(floor, state));
  LV_CHECK(check_store(state, store_applied, options.node));

  Opened out;
  out.recovery.frames_replayed = state.frames;
  const std::uint64_t last = state.cursor.next_sequence - 1;
  if (last > 0) out.recovery.newest = Position::of(options.node, last);
  std::optional<SystemBody> cut;
  if (state.tail_cut_from != 0) {
    LV_TRY(described, describe_tail(options, state));
    cut = described;
    out.recovery.tail_cut_bytes = described.number;
    log::event(log::Level::warning, "audit-tail-cut", // stands though the entry may be lost
               {{"segment", std::uint64_t{state.cursor.segment}},
                {"offset", state.tail_cut_from},
                {"bytes", described.number}});
  }
  const bool fresh = !state.trees.contains(system_tenant);
  const std::uint64_t cut_from = state.tail_cut_from;
  LV_TRY(outcomes, settle_effects(state, store_applied, was_not_applied, out.recovery));
  auto log = std::make_unique<SegmentLog>(options, keys, std::move(state), std::move(floor.records),
                                          floor.end);
  LV_CHECK(log->start(cut_from));
  if (fresh) LV_CHECK(log->open_tenant_log(system_tenant, make_id<LogTag>()));
  LV_CHECK(write_own_entries(*log, outcomes, cut));
  out.log = std::move(log);
  return out;
}

} // namespace lv::audit

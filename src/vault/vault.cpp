#include "leadvault/vault/vault.hpp"

#include "vault/entries.hpp"
#include "vault/state.hpp"

#include "leadvault/base/log.hpp"
#include "leadvault/crypto/row_seal.hpp"
#include "leadvault/crypto/sealed_blob.hpp"

namespace lv::vault {
namespace {

constexpr std::string_view cursor_label = "lv1/cursor";
constexpr std::string_view source_label = "lv1/source";

} // namespace

Vault::Vault(Parts parts) : state_(std::make_unique<State>(std::move(parts))) {}
Vault::~Vault() = default;

Task<void> Vault::note_failed_authentication(RequestId request, std::uint64_t source_tag,
                                             std::uint64_t others) {
  audit::SystemBody body;
  body.number = others;
  body.code = static_cast<std::uint16_t>(Errc::unauthenticated);
  audit::Append append;
  append.lane = audit::Lane::denial;
  append.entries.push_back(system_entry(*state_, system_tenant,
                                        audit::EntryKind::authentication_failed, std::move(body)));
  append.entries.back().request = request;
  append.entries.back().source_tag = source_tag;
  LV_CO_TRY(logged, co_await state_->parts.audit.append(std::move(append)));
  if (logged.empty()) co_return LV_FAIL(internal, "a failed authentication was not logged");
  co_return Result<void>();
}

Task<void> Vault::note(policy::Caller caller, Digest policy_set, audit::EntryKind kind,
                       audit::Body body) {
  audit::Append append;
  if (kind == audit::EntryKind::denial) append.lane = audit::Lane::denial;
  append.entries.push_back(entry_for(*state_, caller, policy_set, kind, std::move(body)));
  if (kind != audit::EntryKind::denial) expect_caller(append, caller); // a no is always logged
  LV_CO_TRY(logged, co_await state_->parts.audit.append(std::move(append)));
  if (logged.empty()) co_return LV_FAIL(internal, "an event was not logged");
  co_return Result<void>();
}

Task<Digest> Vault::permit(policy::Caller caller, std::uint16_t action, lead::PurposeId purpose) {
  co_return co_await permit_action(*state_, caller, action, purpose);
}

Digest Vault::fingerprint(std::string_view label, ByteView bytes) const {
  return crypto::seal_record(state_->parts.keyring->active(keys::KeyKind::fingerprint).key, label,
                             bytes);
}

std::uint64_t Vault::source_tag(std::string_view address) const {
  if (address.empty()) return 0;
  const auto term = state_->parts.keyring->active(keys::KeyKind::fingerprint).term;
  if (const auto known = state_->source_tags.find(address); known && known->term == term)
    return known->tag;
  const auto digest = fingerprint(source_label, bytes_of(address));
  ByteReader in(digest);
  const auto tag = in.u64().value();
  state_->source_tags.put(std::string(address), {term, tag});
  return tag;
}

Result<Bytes> Vault::seal_cursor(ByteView aad, ByteView plaintext) const {
  const auto key = state_->parts.keyring->active(keys::KeyKind::cursor);
  return crypto::seal_blob(key.key, key.term, cursor_label, aad, plaintext);
}

Result<SecretBytes> Vault::open_cursor(ByteView aad, ByteView blob) const {
  LV_TRY(term, crypto::sealed_blob_term(blob));
  LV_TRY(key, state_->parts.keyring->by_term(keys::KeyKind::cursor, term));
  return crypto::open_blob(key.key, cursor_label, aad, blob);
}

std::uint64_t Vault::integrity_alarms() const {
  return state_->alarms.load(std::memory_order_relaxed);
}

void Vault::count_alarm() { state_->alarms.fetch_add(1, std::memory_order_relaxed); }

void Vault::seal(Errc reason) {
  int expected = State::open;
  if (!state_->sealed.compare_exchange_strong(expected, static_cast<int>(reason))) return;
  log::event(log::Level::error, "vault-sealed", {{"reason", reason}});
}

std::optional<Errc> Vault::sealed() const {
  const int value = state_->sealed.load(std::memory_order_acquire);
  if (value == State::open) return std::nullopt;
  return static_cast<Errc>(value);
}

} // namespace lv::vault

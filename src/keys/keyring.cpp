#include "leadvault/keys/keyring.hpp"

#include <cstdlib>

namespace lv::keys {

namespace {

constexpr std::size_t terms_max = 1024; // per kind

std::size_t slot_of(KeyKind kind) { return static_cast<std::size_t>(kind) - 1; }

KeyTerm fresh_term(std::uint32_t term, TermStatus status, Time now) {
  return {term, make_id<KeyTag>(), status, now, Secret::random(32)};
}

} // namespace

Result<Keyring> Keyring::create(InstallationId installation, Time now, RootProvider& provider) {
  if (installation.is_zero()) return LV_FAIL(invalid, "a keyring needs an installation id");
  Keyring ring;
  ring.installation_ = installation;
  for (auto& terms : ring.terms_) terms.push_back(fresh_term(1, TermStatus::active, now));
  LV_CHECK(ring.change_provider(provider));
  return ring;
}

KeyRef Keyring::active(KeyKind kind) const {
  for (const KeyTerm& term : terms(kind)) {
    if (term.status == TermStatus::active) return {term.term, term.id, term.key};
  }
  std::abort(); // create, parse and promote keep exactly one active term
}

Result<KeyRef> Keyring::by_term(KeyKind kind, std::uint32_t number) const {
  for (const KeyTerm& term : terms(kind)) {
    if (term.term == number && term.status != TermStatus::destroyed) {
      return KeyRef{term.term, term.id, term.key};
    }
  }
  return LV_FAIL(not_found, "the keyring has no such term of this key");
}

std::span<const KeyTerm> Keyring::terms(KeyKind kind) const { return terms_.at(slot_of(kind)); }

Result<std::uint32_t> Keyring::add_term(KeyKind kind, Time now) {
  auto& terms = terms_.at(slot_of(kind));
  if (terms.size() >= terms_max) return LV_FAIL(too_large, "a key has too many terms");
  const std::uint32_t number = terms.back().term + 1;
  terms.push_back(fresh_term(number, TermStatus::decrypt_only, now));
  return number;
}

Result<void> Keyring::promote(KeyKind kind, std::uint32_t number) {
  LV_CHECK(by_term(kind, number));
  for (KeyTerm& term : terms_.at(slot_of(kind))) {
    if (term.status == TermStatus::active) term.status = TermStatus::decrypt_only;
    if (term.term == number) term.status = TermStatus::active;
  }
  return {};
}

Result<void> Keyring::destroy(KeyKind kind, std::uint32_t number) {
  LV_CHECK(by_term(kind, number));
  for (KeyTerm& term : terms_.at(slot_of(kind))) {
    if (term.term != number) continue;
    if (term.status == TermStatus::active) {
      return LV_FAIL(conflict, "the active term of a key cannot be destroyed");
    }
    term.status = TermStatus::destroyed;
    term.key = Secret();
  }
  return {};
}

Result<void> Keyring::change_provider(RootProvider& provider) {
  Secret root = Secret::random(32);
  LV_TRY(slot, provider.seal_root(root, installation_));
  slot_ = std::move(slot);
  root_ = std::move(root);
  provider_ = provider.kind();
  return {};
}

Keyring Keyring::duplicate() const {
  Keyring copy;
  copy.installation_ = installation_;
  copy.generation_ = generation_;
  copy.provider_ = provider_;
  copy.slot_ = slot_;
  copy.root_ = root_.duplicate();
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    for (const KeyTerm& term : terms_[i]) {
      copy.terms_[i].push_back(
          {term.term, term.id, term.status, term.created, term.key.duplicate()});
    }
  }
  return copy;
}

} // namespace lv::keys

#include "support/catch.hpp"

#include "leadvault/keys/keyring.hpp"
#include "leadvault/keys/tenant_keys.hpp"

#include <atomic>
#include <thread>

using namespace lv;
using namespace lv::keys;

namespace {

constexpr std::size_t tenants = 12;
constexpr std::size_t cache_entries = 5; // fewer than keys in use: entries come and go all the time
constexpr std::size_t threads = 8;
constexpr std::size_t rounds = 300;

struct OneTenant {
  TenantId tenant = make_id<TenantTag>();
  LeadId lead = make_id<LeadTag>();
  Bytes wrapped;
  Bytes wrapped_index;
  Bytes wrapped_lead;
  Bytes key; // what each must open to
  Bytes index_key;
  Bytes lead_key;
};

Bytes bytes_of_key(const Secret& key) {
  const ByteView view = key.reveal();
  return {view.begin(), view.end()};
}

OneTenant new_tenant(TenantKeys& keys) {
  OneTenant out;
  out.wrapped = keys.make_tenant_key(out.tenant, 1).value().wrapped;
  out.wrapped_index = keys.make_index_key(out.tenant, 3, 1).value().wrapped;
  const auto opened = keys.open_tenant_key(out.tenant, 1, out.wrapped).value();
  out.key = bytes_of_key(opened->key);
  out.index_key =
      bytes_of_key(keys.open_index_key(out.tenant, 3, 1, out.wrapped_index).value()->key);
  const auto made = keys.make_lead_key(*opened, out.lead).value();
  out.wrapped_lead = made.row.wrapped;
  out.lead_key = bytes_of_key(made.key);
  return out;
}

bool opens_right(TenantKeys& keys, const OneTenant& one) {
  const auto key = keys.open_tenant_key(one.tenant, 1, one.wrapped);
  const auto index = keys.open_index_key(one.tenant, 3, 1, one.wrapped_index);
  if (!key || !index) return false;
  const auto lead = keys.open_lead_key(**key, one.lead, one.wrapped_lead);
  return lead && bytes_of_key((*key)->key) == one.key &&
         bytes_of_key((*index)->key) == one.index_key && bytes_of_key(*lead) == one.lead_key;
}

} // namespace

TEST_CASE("threads that open, evict and forget at once each get the right key", "[keys]") {
  const auto provider =
      PassphraseProvider::from_bytes(bytes_of("correct horse battery"), {1, 8192});
  const auto ring = std::make_shared<const Keyring>(
      std::move(Keyring::create(make_id<InstallTag>(), Time{1}, **provider).value()));
  TenantKeys keys(ring, cache_entries);
  std::vector<OneTenant> all;
  for (std::size_t i = 0; i < tenants; ++i) all.push_back(new_tenant(keys));

  std::atomic<std::size_t> right{0};
  std::atomic<std::size_t> too_many{0};
  std::vector<std::thread> running;
  for (std::size_t t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      for (std::size_t round = 0; round < rounds; ++round) {
        const auto& one = all[(round * (t + 1)) % tenants];
        right += opens_right(keys, one) ? 1 : 0;
        too_many += keys.cached() > cache_entries ? 1 : 0;
        if (round % 7 == t % 7) keys.forget(one.tenant);
      }
    });
  }
  for (auto& thread : running) thread.join();
  CHECK(right == threads * rounds);
  CHECK(too_many == 0);
}

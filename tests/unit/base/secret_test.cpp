#include "base/secret_arena.hpp"
#include "in_child.hpp"
#include "support/catch.hpp"

#include "leadvault/base/secret.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <iostream>
#include <type_traits>

using namespace lv;

namespace {

bool all_zero(const std::uint8_t* bytes, std::size_t size) {
  return std::all_of(bytes, bytes + size, [](std::uint8_t b) { return b == 0; });
}

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);

} // namespace

TEST_CASE("a released secret leaves zeros in the arena", "[base]") {
  const Bytes pattern(64, 0xa5);
  const std::uint8_t* slot = nullptr;
  {
    const Secret secret = Secret::copy_of(pattern);
    slot = secret.reveal().data();
    REQUIRE(std::equal(pattern.begin(), pattern.end(), slot));
  }
  CHECK(all_zero(slot, 64)); // the arena stays mapped

  Secret target = Secret::copy_of(pattern);
  slot = target.reveal().data();
  target = Secret::random(32);
  CHECK(all_zero(slot, 64));
}

TEST_CASE("a moved-from secret is empty and the bytes stay where they were", "[base]") {
  Secret a = Secret::random(32);
  const auto* slot = a.reveal().data();
  Secret b = std::move(a);
  CHECK(a.empty()); // NOLINT(bugprone-use-after-move): the rule under test
  CHECK(b.reveal().data() == slot);
  CHECK(a.duplicate().empty());
  const Secret c = b.duplicate();
  CHECK(c.reveal().data() != slot);
  CHECK(equal_constant_time(b.reveal(), c.reveal()));
}

TEST_CASE("a secret has at most 64 bytes, and random ones differ", "[base]") {
  CHECK_THROWS_AS(Secret::random(65), std::length_error);
  CHECK(Secret::random(0).empty());
  CHECK_FALSE(equal_constant_time(Secret::random(32).reveal(), Secret::random(32).reveal()));
}

TEST_CASE("an exhausted arena throws bad_alloc, harms no secret and recovers", "[base]") {
  SecretArena small;
  REQUIRE(small.open(LockPolicy::best_effort, 1).has_value());
  const std::size_t count = small.free_slots();
  std::vector<std::uint8_t*> taken;
  for (std::size_t i = 0; i < count; ++i) taken.push_back(small.acquire());
  std::sort(taken.begin(), taken.end());
  CHECK(std::adjacent_find(taken.begin(), taken.end()) == taken.end());
  CHECK_THROWS_AS(small.acquire(), std::bad_alloc);
  small.release(taken.back());
  CHECK(small.acquire() == taken.back());
  for (auto* slot : taken) small.release(slot);
  CHECK(small.free_slots() == count);

  const std::size_t before = secret_arena().free_slots();
  {
    std::vector<Secret> all;
    for (std::size_t i = 0; i < before; ++i) all.push_back(Secret::uninitialised(1));
    CHECK_THROWS_AS(Secret::random(32), std::bad_alloc);
  }
  CHECK(secret_arena().free_slots() == before);
}

TEST_CASE("an arena that was never opened gives no memory", "[base]") {
  SecretArena closed;
  CHECK_THROWS_AS(closed.acquire(), std::bad_alloc);
}

TEST_CASE("opening the arena again changes nothing", "[base]") {
  const Secret held = Secret::random(32);
  const auto first = open_secret_arena(LockPolicy::best_effort).value();
  const auto again = open_secret_arena(LockPolicy::best_effort, 1 << 24).value();
  CHECK(again.capacity_bytes == first.capacity_bytes);
  CHECK_FALSE(all_zero(held.reveal().data(), 32));
  SecretArena fresh;
  CHECK(fresh.open(LockPolicy::best_effort, 0).error().code() == Errc::config);
}

TEST_CASE("reading before or after the arena kills the process", "[base]") {
  SecretArena arena;
  const auto status = arena.open(LockPolicy::best_effort, 4096).value();
  const volatile std::uint8_t* first = arena.acquire();
  CHECK(test::in_child([&] { return first[0]; }) == 0);
  CHECK(test::in_child([&] { return first[-1] * 0; }) != 0);
  CHECK(test::in_child([&] { return first[status.capacity_bytes] * 0; }) != 0);
}

TEST_CASE("a forked child sees zeros where its parent keeps secrets", "[base]") {
  const Secret secret = Secret::copy_of(Bytes(32, 0x5a));
  CHECK(test::in_child([&] { return all_zero(secret.reveal().data(), 32) ? 0 : 1; }) == 0);
  CHECK(secret.reveal()[0] == 0x5a);
}

TEST_CASE("where locking is required and refused, opening fails with config", "[base]") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  std::cout << "SKIPPED refused memory locking: sanitizers replace mlock\n";
#else
  const int outcome = test::in_child([] {
    const rlimit none{0, 0};
    if (setrlimit(RLIMIT_MEMLOCK, &none) != 0) return 10;
    if (geteuid() == 0 && setuid(65534) != 0) return 11; // root may lock without limit
    SecretArena arena;
    const auto opened = arena.open(LockPolicy::best_effort, 4096);
    if (!opened || opened->locked) return 12;
    const auto refused = arena.open(LockPolicy::required, 4096);
    return !refused && refused.error().code() == Errc::config ? 0 : 13;
  });
  CHECK(outcome == 0);
#endif
}

TEST_CASE("core dumps are forbidden after forbid_core_dumps", "[base]") {
  CHECK(test::in_child([] {
          if (!forbid_core_dumps()) return 1;
          rlimit limit{1, 1};
          getrlimit(RLIMIT_CORE, &limit);
          return limit.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0 ? 0 : 2;
        }) == 0);
}

TEST_CASE("constant-time equality tells lengths and single bits apart", "[base]") {
  CHECK(equal_constant_time({}, {}));
  CHECK(equal_constant_time(bytes_of("abc"), bytes_of("abc")));
  CHECK_FALSE(equal_constant_time(bytes_of("abc"), bytes_of("abb")));
  CHECK_FALSE(equal_constant_time(bytes_of("abc"), bytes_of("ab")));
}

// Does the time of a comparison tell where the difference is? Two kinds of input in random order,
// Welch's t between their times (the method of dudect). Hidden: a busy machine only makes it less
// sensitive, but it takes seconds; ./run security runs it.
#include "support/catch.hpp"

#include "leadvault/crypto/token.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <random>

using namespace lv;

namespace {

constexpr int samples = 1'000'000;
constexpr double t_max = 4.5;        // above: the difference of the means is no accident
constexpr double slowest_kept = 0.9; // interrupts make the tail

struct Moments {
  double count = 0, mean = 0, squares = 0;
  void add(double value) {
    const double from_mean = value - mean;
    mean += from_mean / ++count;
    squares += from_mean * (value - mean);
  }
  double error() const { return squares / (count - 1) / count; }
};

// Both kinds are compared at one address: caches must not tell them apart.
struct Trial {
  Bytes kinds[2];
  std::function<bool(ByteView)> compare;
};

double t_of(int count, const Trial& trial) {
  std::mt19937 random(40);
  std::vector<std::pair<int, double>> taken;
  taken.reserve(static_cast<std::size_t>(count));
  Bytes scratch(trial.kinds[0].size());
  int equal = 0;
  for (int i = 0; i < count; ++i) {
    const int kind = static_cast<int>(random() & 1);
    std::copy(trial.kinds[kind].begin(), trial.kinds[kind].end(), scratch.begin());
    const auto start = std::chrono::steady_clock::now();
    equal += trial.compare(scratch) ? 1 : 0;
    const auto end = std::chrono::steady_clock::now();
    taken.emplace_back(kind, std::chrono::duration<double, std::nano>(end - start).count());
  }
  REQUIRE(equal == 0);
  std::vector<double> sorted;
  for (const auto& [kind, ns] : taken) sorted.push_back(ns);
  const auto cut = sorted.begin() + static_cast<std::ptrdiff_t>(slowest_kept * count);
  std::nth_element(sorted.begin(), cut, sorted.end());
  Moments kinds[2];
  for (const auto& [kind, ns] : taken)
    if (ns <= *cut) kinds[kind].add(ns);
  return (kinds[0].mean - kinds[1].mean) / std::sqrt(kinds[0].error() + kinds[1].error());
}

// What equal_constant_time must not be.
bool equal_until_different(ByteView a, ByteView b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const volatile std::uint8_t left = a[i];
    if (left != b[i]) return false;
  }
  return true;
}

// `tag` with a bit changed in its first byte, and in its last.
Trial trial_of(const Bytes& tag, std::function<bool(ByteView)> compare) {
  Trial out{{tag, tag}, std::move(compare)};
  out.kinds[0].front() ^= 1;
  out.kinds[1].back() ^= 1;
  return out;
}

} // namespace

TEST_CASE("the time of a comparison does not tell where two tags differ", "[.timing]") {
  const Bytes tag(32, 7);
  const auto naive = [&](ByteView other) { return equal_until_different(tag, other); };
  const auto ours = [&](ByteView other) { return equal_constant_time(tag, other); };
  CHECK(std::abs(t_of(samples / 10, trial_of(tag, naive))) > t_max); // it sees what it looks for
  CHECK(std::abs(t_of(samples, trial_of(tag, ours))) < t_max);
}

TEST_CASE("the time of a refusal does not tell how much of an API key was right", "[.timing]") {
  const Secret token_key = Secret::random(32);
  const auto key = crypto::make_api_key(make_id<CredentialTag>());
  const auto stored = crypto::api_key_hash(token_key, key);
  const auto ours = [&](ByteView other) { return crypto::api_key_matches(token_key, key, other); };
  CHECK(std::abs(t_of(samples, trial_of(Bytes(stored.begin(), stored.end()), ours))) < t_max);
}

// What a power loss leaves of the changes that were not synced, drawn from one seed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace powerfs {

enum class Survival { nothing, in_order, any_order };
enum class Tearing { none, at_sectors };

struct LossOptions {
  std::uint64_t seed = 0;
  Survival survival = Survival::nothing;
  Tearing tearing = Tearing::none;
};

struct Losses {
  std::uint64_t lost_writes = 0, survived_writes = 0, torn_writes = 0;
  std::uint64_t lost_names = 0, survived_names = 0;
};

class Fate {
public:
  explicit Fate(const LossOptions& options) : options_(options), random_(options.seed) {}

  const LossOptions& options() const { return options_; }
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(random_() % end); }
  bool coin() { return below(2) == 1; }
  std::size_t sector_bytes() { return coin() ? 512 : 4096; }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

private:
  LossOptions options_;
  std::mt19937_64 random_;
};

} // namespace powerfs

// Failures to order: which call fails, with which errno, how often, and on which paths.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace powerfs {

enum class Call { write, fsync, fsyncdir, create, rename, unlink, open };

struct Fault {
  static constexpr std::uint64_t always = std::numeric_limits<std::uint64_t>::max();
  Call call;
  int error;
  std::uint64_t count;
  std::string glob; // empty: every path
};

class Faults {
public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  void clear() { faults_.clear(); }
  int take(Call call, const std::string& path); // the errno this call fails with, or 0

private:
  std::vector<Fault> faults_;
};

} // namespace powerfs

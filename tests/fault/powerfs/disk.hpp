// What the mount and the control socket share. Both lock it for each call; a stall sleeps unlocked.
#pragma once

#include "faults.hpp"
#include "tree.hpp"

#include <chrono>
#include <mutex>

namespace powerfs {

struct Disk {
  Disk(std::filesystem::path backing, std::filesystem::path removed)
      : tree(std::move(backing), std::move(removed)) {}

  std::mutex mutex;
  Tree tree;
  Faults faults;
  std::chrono::milliseconds stall{0};
  std::uint64_t syncs = 0;
};

} // namespace powerfs

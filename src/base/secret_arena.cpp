#include "base/secret_arena.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace lv {

namespace {

constexpr std::size_t capacity_bytes_max = std::size_t{1} << 30;

} // namespace

Result<void> SecretArena::map(std::size_t capacity_bytes) {
  if (capacity_bytes == 0 || capacity_bytes > capacity_bytes_max)
    return LV_FAIL(config, "the secret arena must have 1 byte to 1 GiB");
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t capacity = (capacity_bytes + page - 1) / page * page;
  void* memory = mmap(nullptr, capacity + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return LV_FAIL(io, "the secret arena cannot be mapped");
  auto* first = static_cast<std::uint8_t*>(memory) + page;
  if (mprotect(first, capacity, PROT_READ | PROT_WRITE) != 0) {
    munmap(memory, capacity + 2 * page);
    return LV_FAIL(io, "the secret arena cannot be made writable");
  }
  const std::size_t count = capacity / slot_bytes;
  free_.reserve(count); // release() never allocates
  for (std::size_t i = count; i > 0; --i) free_.push_back(static_cast<std::uint32_t>(i - 1));
  hidden_ = madvise(first, capacity, MADV_DONTDUMP) == 0 &&
            madvise(first, capacity, MADV_WIPEONFORK) == 0;
  slots_ = first;
  capacity_bytes_ = capacity;
  return {};
}

Result<ArenaStatus> SecretArena::open(LockPolicy policy, std::size_t capacity_bytes) {
  const std::lock_guard lock(mutex_);
  if (slots_ == nullptr) LV_CHECK(map(capacity_bytes));
  if (!locked_) locked_ = mlock(slots_, capacity_bytes_) == 0;
  if (policy == LockPolicy::required && !locked_)
    return LV_FAIL(config, "the memory for secrets cannot be locked; raise RLIMIT_MEMLOCK");
  if (policy == LockPolicy::required && !hidden_)
    return LV_FAIL(config, "the memory for secrets cannot be kept out of dumps and children");
  return ArenaStatus{capacity_bytes_, locked_};
}

std::uint8_t* SecretArena::acquire() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) throw std::bad_alloc();
  std::uint8_t* slot = slots_ + std::size_t{free_.back()} * slot_bytes;
  free_.pop_back();
  return slot;
}

void SecretArena::release(std::uint8_t* slot) noexcept {
  wipe({slot, slot_bytes}); // before it can be handed out again
  const std::lock_guard lock(mutex_);
  free_.push_back(static_cast<std::uint32_t>(static_cast<std::size_t>(slot - slots_) / slot_bytes));
}

std::size_t SecretArena::free_slots() const {
  const std::lock_guard lock(mutex_);
  return free_.size();
}

SecretArena& secret_arena() {
  static auto* arena = new SecretArena; // outlives every other static object
  return *arena;
}

} // namespace lv

#include "leadvault/base/priority.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace lv {

namespace {

constexpr std::uint64_t short_slice_ns = 100'000;     // the least that the kernel grants
constexpr std::uint64_t long_slice_ns = 100'000'000; // the most
constexpr int nice_steps = 10;

struct SchedulingAttributes { // sched_setattr(2), which the C library does not declare
  std::uint32_t size = sizeof(SchedulingAttributes);
  std::uint32_t policy = SCHED_OTHER;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime_ns = 0; // of SCHED_OTHER: the slice
  std::uint64_t deadline_ns = 0;
  std::uint64_t period_ns = 0;
};

// Of this thread alone, as are all calls here on Linux.
void wish_for(std::uint64_t slice_ns, int nicer) {
  if (::sched_getscheduler(0) != SCHED_OTHER) return; // somebody chose otherwise for the process
  SchedulingAttributes wish;
  wish.nice = ::getpriority(PRIO_PROCESS, 0) + nicer;
  wish.runtime_ns = slice_ns;
  ::syscall(SYS_sched_setattr, 0, &wish, 0);
}

} // namespace

void run_at_once() { wish_for(short_slice_ns, 0); }

void give_way() { wish_for(long_slice_ns, nice_steps); }

} // namespace lv

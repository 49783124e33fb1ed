// A disk that stands still for 200 ms every 2 s, as the process that preloads this sees it: an
// fdatasync or fsync that ends while it stands returns only when it goes on. Nothing else changes.
#include <dlfcn.h>

#include <chrono>
#include <thread>

namespace {

using namespace std::chrono_literals;
using Sync = int (*)(int);

constexpr auto period = 2'000ms;
constexpr auto stall = 200ms;

void wait_while_it_stands() {
  const auto now = std::chrono::steady_clock::now();
  const auto phase = now.time_since_epoch() % std::chrono::steady_clock::duration(period);
  if (phase < stall) std::this_thread::sleep_until(now + (stall - phase));
}

int delayed(Sync sync, int fd) {
  const int result = sync(fd);
  if (result == 0) wait_while_it_stands(); // else errno is the caller's
  return result;
}

} // namespace

extern "C" {

__attribute__((visibility("default"))) int fdatasync(int fd) {
  static const auto next = reinterpret_cast<Sync>(::dlsym(RTLD_NEXT, "fdatasync"));
  return delayed(next, fd);
}

__attribute__((visibility("default"))) int fsync(int fd) {
  static const auto next = reinterpret_cast<Sync>(::dlsym(RTLD_NEXT, "fsync"));
  return delayed(next, fd);
}

} // extern "C"

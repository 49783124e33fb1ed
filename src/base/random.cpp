#include "leadvault/base/random.hpp"

#include "leadvault/base/secret.hpp"

#include <sys/mman.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace lv {

namespace {

// One mapping per thread. The kernel zeroes it in a forked child (MADV_WIPEONFORK), which also
// zeroes `available`: the child's first draw refills. Bytes are wiped as they are handed out, so
// a later read of this memory shows no nonce that is in use.
struct Page {
  static constexpr std::size_t capacity = 4096 - sizeof(std::size_t);
  std::size_t available;
  std::uint8_t bytes[capacity];
};
static_assert(sizeof(Page) == 4096);

class Pool {
public:
  // Without wipe-on-fork there is no pool, and every draw asks the kernel.
  Pool() {
    void* memory =
        mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    if (madvise(memory, sizeof(Page), MADV_WIPEONFORK) != 0) {
      munmap(memory, sizeof(Page));
      return;
    }
    madvise(memory, sizeof(Page), MADV_DONTDUMP);
    page_ = static_cast<Page*>(memory);
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() {
    if (page_ == nullptr) return;
    wipe(page_->bytes);
    munmap(page_, sizeof(Page));
    page_ = nullptr; // a draw during thread exit goes to the kernel
  }

  void draw(std::span<std::uint8_t> out) {
    if (page_ == nullptr || out.size() > Page::capacity) return kernel_random_bytes(out);
    if (page_->available < out.size()) {
      kernel_random_bytes(page_->bytes);
      page_->available = Page::capacity;
    }
    const auto taken = std::span(page_->bytes).subspan(page_->available - out.size(), out.size());
    std::copy(taken.begin(), taken.end(), out.begin());
    wipe(taken);
    page_->available -= out.size();
  }

private:
  Page* page_ = nullptr;
};

} // namespace

void kernel_random_bytes(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) std::abort(); // no nonce is better than a guessable one
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

void random_bytes(std::span<std::uint8_t> out) {
  thread_local Pool pool;
  pool.draw(out);
}

} // namespace lv

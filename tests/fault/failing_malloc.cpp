// Loaded before the program's libraries: the FAILING_MALLOC_AT-th allocation fails, alone or with
// all that follow it ("on"). At the end it writes how many there were.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

std::atomic<long> count{0};

long fails_at() {
  static const char* text = std::getenv("FAILING_MALLOC_AT");
  static const long at = text == nullptr ? 0 : std::atol(text);
  return at;
}

bool fails_on() {
  static const char* mode = std::getenv("FAILING_MALLOC_MODE");
  static const bool on = mode != nullptr && std::strcmp(mode, "on") == 0;
  return on;
}

bool fails() {
  const long number = ++count;
  const long at = fails_at();
  if (at == 0 || number < at || (number > at && !fails_on())) return false;
  errno = ENOMEM;
  return true;
}

struct Report {
  ~Report() {
    const char* path = std::getenv("FAILING_MALLOC_COUNT_FILE");
    if (path == nullptr) return;
    const int file = ::open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    char text[32];
    const int size = std::snprintf(text, sizeof text, "%ld\n", count.load());
    if (file >= 0 && ::write(file, text, static_cast<std::size_t>(size)) == size) ::close(file);
  }
} report;

} // namespace

// The C library's own functions under their other names; they are always there on GNU. All of them,
// since what one allocator gave no other may take back.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t number, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);

void* malloc(std::size_t size) { return fails() ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t number, std::size_t size) {
  return fails() ? nullptr : __libc_calloc(number, size);
}
void* realloc(void* memory, std::size_t size) {
  return fails() ? nullptr : __libc_realloc(memory, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return fails() ? nullptr : __libc_memalign(alignment, size);
}
void* memalign(std::size_t alignment, std::size_t size) { return aligned_alloc(alignment, size); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  *memory = aligned_alloc(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}
void free(void* memory) { __libc_free(memory); }
}

void* operator new(std::size_t size) {
  if (void* memory = malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  if (void* memory = aligned_alloc(static_cast<std::size_t>(alignment), size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return malloc(size); }
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return malloc(size); }
void operator delete(void* memory) noexcept { free(memory); }
void operator delete(void* memory, std::size_t) noexcept { free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { free(memory); }
void operator delete[](void* memory) noexcept { free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { free(memory); }

// Arena: the memory of values, expressions and policies. They are views that own nothing; all of
// it is given back at once when the arena goes. Not thread safe while it grows, free to read after.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace lv::cedar {

// Items that lie in an arena. Unlike a span it may be named before T is complete.
template <class T>
class List {
public:
  List() = default;
  List(const T* first, std::size_t size) : first_(first), size_(size) {}
  const T* begin() const { return first_; }
  const T* end() const { return first_ + size_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T& operator[](std::size_t at) const { return first_[at]; }
  const T& back() const { return first_[size_ - 1]; }

private:
  const T* first_ = nullptr;
  std::size_t size_ = 0;
};

class Arena {
public:
  Arena() = default;
  // Fills `first` before it asks for more: with a block on the stack, most evaluations never do.
  explicit Arena(std::span<std::byte> first) : memory_(first.data(), first.size()) {}

  std::string_view keep(std::string_view text) {
    const auto kept = keep(std::span<const char>(text));
    return {kept.begin(), kept.size()};
  }

  template <class T>
  List<T> keep(const std::vector<T>& items) {
    return keep(std::span<const T>(items));
  }

  template <class T>
  List<T> keep(std::span<const T> items) {
    if (items.empty()) return {};
    T* const kept = room_for<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), kept);
    return {kept, items.size()};
  }

  template <class T>
  const T* make(const T& value) {
    return std::construct_at(room_for<T>(1), value);
  }

  // Room for `count` items that the caller constructs.
  template <class T>
  T* room_for(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena destroys nothing");
    return static_cast<T*>(memory_.allocate(count * sizeof(T), alignof(T)));
  }

private:
  std::pmr::monotonic_buffer_resource memory_;
};

} // namespace lv::cedar

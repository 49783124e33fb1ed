// BodyBudget: how many bytes of large request bodies the connections of one server hold together.
// Small bodies are free, so that a flood of large ones keeps nobody from ordinary calls. Owned by
// ServerCore; thread safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace lv::http {

class BodyBudget {
public:
  BodyBudget(std::size_t bytes_max, std::size_t small_bytes_max)
      : bytes_max_(bytes_max), small_bytes_max_(small_bytes_max) {}

  enum class Room { enough, none };

  // What one body takes, until this goes. Used by one thread at a time.
  class Charge {
  public:
    explicit Charge(BodyBudget& budget) : budget_(budget) {}
    Charge(Charge&& other) noexcept
        : budget_(other.budget_), bytes_(std::exchange(other.bytes_, 0)) {}
    Charge& operator=(Charge&&) = delete;
    ~Charge() { budget_.taken_ -= bytes_; }

    Room grow_to(std::size_t body_bytes); // before the body does

  private:
    BodyBudget& budget_;
    std::size_t bytes_ = 0;
  };

private:
  const std::size_t bytes_max_;
  const std::size_t small_bytes_max_;
  std::atomic<std::size_t> taken_{0};
};

} // namespace lv::http

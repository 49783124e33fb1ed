// Turnstile: how many requests of one network thread may be with the handler at a time. The others
// wait in the order they came; who has waited too long is turned away before anything was spent on
// it. Used on its thread only.
#pragma once

#include "http/connection.hpp"

#include <list>

namespace lv::http {

class Turnstile {
public:
  Turnstile(net::io_context& loop, std::size_t places, std::int64_t wait_ms)
      : loop_(loop), free_(places), wait_ms_(wait_ms) {}

  enum class Entry { admitted, turned_away };
  net::awaitable<Entry> enter();
  void leave(); // once for each that was admitted

private:
  struct Waiter {
    Timer timer;
    Entry entry = Entry::turned_away;
  };

  net::io_context& loop_;
  std::size_t free_;
  std::int64_t wait_ms_;
  std::list<Waiter*> waiting_; // each stands in the frame of its `enter`
};

} // namespace lv::http

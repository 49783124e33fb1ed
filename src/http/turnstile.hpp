// Turnstile: how many requests and pieces of streamed answers one network thread works on at a
// time. The others wait in the order they came; who has waited too long is turned away before
// anything was spent on it. Used on its thread only.
#pragma once

#include "http/connection.hpp"

#include <list>

namespace lv::http {

class Turnstile {
public:
  Turnstile(net::io_context& loop, std::size_t places) : loop_(loop), free_(places) {}

  struct Leave {
    void operator()(Turnstile* turnstile) const { turnstile->leave(); }
  };
  using Place = std::unique_ptr<Turnstile, Leave>; // given back when it goes
  Async<Place> enter(std::int64_t wait_ms);        // nothing: turned away

private:
  // Stands in the frame of its `enter`, and in the line until it is given a place or goes.
  struct Waiter {
    Waiter(Turnstile& turnstile, std::int64_t wait_ms);
    ~Waiter();
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    Turnstile& at;
    Timer timer;
    std::list<Waiter*>::iterator position;
    Place given;
  };

  void leave();

  net::io_context& loop_;
  std::size_t free_;
  std::list<Waiter*> waiting_;
};

} // namespace lv::http

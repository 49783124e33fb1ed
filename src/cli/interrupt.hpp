// Interrupt: Ctrl-C during long work. The first one waits to be asked for at a safe point, the
// next one ends the program as usual.
#pragma once

#include <csignal>

namespace lv::cli {

// Holds SIGINT back in this thread (and in those it starts) while it lives. No handler, no
// global state: a blocked signal stays pending until `requested` takes it.
class Interrupt {
public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt();

  bool requested();

private:
  sigset_t before_;
  bool requested_ = false;
};

} // namespace lv::cli

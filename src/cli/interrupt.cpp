#include "cli/interrupt.hpp"

#include <ctime>

namespace lv::cli {
namespace {

sigset_t only_sigint() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  return set;
}

} // namespace

Interrupt::Interrupt() {
  const auto set = only_sigint();
  pthread_sigmask(SIG_BLOCK, &set, &before_);
}

Interrupt::~Interrupt() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool Interrupt::requested() {
  if (requested_) return true;
  const auto set = only_sigint();
  const timespec at_once{};
  if (sigtimedwait(&set, nullptr, &at_once) != SIGINT) return false;
  requested_ = true;
  pthread_sigmask(SIG_SETMASK, &before_, nullptr); // the next one ends the program
  return true;
}

} // namespace lv::cli

// Seconds of the steady clock.
#pragma once

#include <chrono>

namespace lv::bench {

inline double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace lv::bench

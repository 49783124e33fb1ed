#include "leadvault/base/planted.hpp"

#ifdef LEADVAULT_PLANTED_FAULTS
#include "leadvault/base/log.hpp"

#include <array>
#include <cstdlib>

namespace lv {

namespace {

constexpr std::array<std::string_view, 13> names{"",
                                                 "synchronous-normal",
                                                 "audit-after-reply",
                                                 "audit-without-fdatasync",
                                                 "no-folder-fsync",
                                                 "ack-before-commit",
                                                 "eio-retried",
                                                 "no-audit-on-export",
                                                 "no-audit-on-batch-get",
                                                 "wrong-field",
                                                 "wrong-principal",
                                                 "checkpoint-before-leaves",
                                                 "idempotency-apart"};

PlantedFault from_environment() {
  const char* const value = std::getenv("LEADVAULT_PLANTED");
  const std::string_view wanted = value == nullptr ? "" : value;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == wanted) return static_cast<PlantedFault>(i);
  }
  log::event(log::Level::error, "planted-fault-unknown");
  std::abort(); // a round against a fault that is not there would prove nothing
}

} // namespace

bool planted(PlantedFault fault) {
  static const PlantedFault chosen = from_environment();
  return fault == chosen;
}

} // namespace lv
#endif

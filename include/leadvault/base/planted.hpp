// Planted faults: defects the fault rounds must find, one chosen by the environment at the start.
// Only a build with LEADVAULT_PLANTED_FAULTS has them; in every other the question is answered
// while compiling, so that nothing of them is in the program. Thread safe.
#pragma once

#include <cstdint>

namespace lv {

enum class PlantedFault : std::uint8_t {
  none,
  synchronous_normal,
  audit_after_reply,
  audit_without_fdatasync,
  no_folder_fsync,
  ack_before_commit,
  eio_retried,
  no_audit_on_export,
  no_audit_on_batch_get,
  wrong_field,
  wrong_principal,
  checkpoint_before_leaves,
  idempotency_apart
};

#ifdef LEADVAULT_PLANTED_FAULTS
bool planted(PlantedFault fault);
#else
consteval bool planted(PlantedFault) { return false; }
#endif

} // namespace lv

#include "lead/phone_plans.hpp"

namespace lv::lead {
namespace {
#include "phone_plans.inc"
} // namespace

std::span<const PhonePlan> phone_plans() { return plans; }
const std::uint32_t* phone_program(std::uint32_t offset) { return plan_code + offset; }

} // namespace lv::lead

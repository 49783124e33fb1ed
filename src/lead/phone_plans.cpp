#include "lead/phone_plans.hpp"

#include <algorithm>
#include <iterator>

namespace lv::lead {
namespace {

#include "phone_plans.inc" // by calling code, and of one code the main region's first

constexpr std::size_t calling_code_max = 3; // digits

} // namespace

const PhonePlan* phone_plan_of(std::string_view region) {
  if (region == "001") return nullptr;
  const auto* found = std::find_if(std::begin(plans), std::end(plans),
                                   [&](const PhonePlan& plan) { return plan.region == region; });
  return found == std::end(plans) ? nullptr : found;
}

// Calling codes are prefix-free, so one length fits at most.
std::span<const PhonePlan> phone_plans_of(std::string_view digits) {
  for (std::size_t length = 1; length <= std::min(calling_code_max, digits.size()); ++length) {
    const auto code = digits.substr(0, length);
    const auto* first =
        std::partition_point(std::begin(plans), std::end(plans),
                             [code](const PhonePlan& plan) { return plan.calling_code < code; });
    const auto* last = std::find_if(first, std::end(plans), [code](const PhonePlan& plan) {
      return plan.calling_code != code;
    });
    if (first != last) return {first, last};
  }
  return {};
}

const std::uint32_t* phone_program(std::uint32_t offset) { return plan_code + offset; }

} // namespace lv::lead

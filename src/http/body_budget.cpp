#include "http/body_budget.hpp"

namespace lv::http {

BodyBudget::Room BodyBudget::Charge::grow_to(std::size_t body_bytes) {
  if (body_bytes <= budget_.small_bytes_max_) return Room::enough;
  const std::size_t more = body_bytes - bytes_;
  if (budget_.taken_.fetch_add(more) + more > budget_.bytes_max_) {
    budget_.taken_ -= more;
    return Room::none;
  }
  bytes_ = body_bytes;
  return Room::enough;
}

} // namespace lv::http

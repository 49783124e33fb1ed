#include "api/index_wait.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace lv::api {
namespace {

constexpr auto catch_up_step = std::chrono::milliseconds(2);
constexpr int catch_up_steps_max = 2'500; // 5 s

} // namespace

Task<void> catch_up(const ApiParts& parts) {
  const auto newest = parts.audit.newest();
  (void)parts.audit_index.wait_until(newest, 0); // wakes the index; its answer comes below
  net::steady_timer timer(co_await net::this_coro::executor);
  for (int step = 0; step < catch_up_steps_max; ++step) {
    if (parts.audit_index.indexed() >= newest) co_return Result<void>();
    timer.expires_after(catch_up_step);
    co_await timer.async_wait(use_async);
  }
  co_return LV_FAIL(unavailable, "the audit index is catching up with the log; try again");
}

} // namespace lv::api

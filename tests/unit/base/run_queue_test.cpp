#include "support/catch.hpp"

#include "leadvault/base/blocking.hpp"
#include "leadvault/base/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <condition_variable>
#include <thread>
#include <vector>

using namespace lv;

namespace {

Async<void> wait_then(RunQueue& queue, std::vector<int>& order, RunQueue::Waiter& waiter,
                      int number) {
  auto start = [] {};
  co_await queue.suspend(waiter, start);
  order.push_back(number);
}

Async<void> take_turns(RunQueue& queue, std::vector<int>& order, int number) {
  for (int turn = 0; turn < 3; ++turn) {
    order.push_back(number);
    co_await queue.next_turn();
  }
}

Async<void> add_up(std::vector<std::thread>& threads, std::uint64_t& sum, int number) {
  auto start = [&threads, number](Completion<int> done) {
    threads.emplace_back([done = std::move(done), number] { done(number); });
  };
  const auto given = co_await wait_for<int>(start);
  sum += static_cast<std::uint64_t>(given.value());
}

Task<int> ask(std::mutex& mutex, std::condition_variable& given,
              std::optional<Completion<int>>& waiting) {
  auto start = [&](Completion<int> done) {
    const std::lock_guard lock(mutex);
    waiting.emplace(std::move(done));
    given.notify_one();
  };
  co_return co_await wait_for<int>(start);
}

Async<void> hold(RunQueue& queue, std::shared_ptr<int> held, RunQueue::Waiter& waiter) {
  auto start = [] {};
  co_await queue.suspend(waiter, start);
  *held = 1;
}

} // namespace

TEST_CASE("coroutines go on in the order in which they became ready", "[base]") {
  net::io_context loop(1);
  std::vector<int> order;
  std::vector<RunQueue::Waiter> waiters(100);
  for (int i = 0; i < 100; ++i)
    net::co_spawn(loop,
                  wait_then(RunQueue::of(loop), order, waiters[static_cast<std::size_t>(i)], i),
                  net::detached);
  loop.poll();
  CHECK(order.empty());
  std::vector<int> expected;
  for (int i = 99; i >= 0; --i) {
    RunQueue::of(loop).ready(waiters[static_cast<std::size_t>(i)]);
    expected.push_back(i);
  }
  CHECK(order.empty());
  loop.restart();
  loop.run();
  CHECK(order == expected);
}

TEST_CASE("who gives the next one its turn comes behind all that are ready", "[base]") {
  net::io_context loop(1);
  std::vector<int> order;
  for (int i = 0; i < 3; ++i)
    net::co_spawn(loop, take_turns(RunQueue::of(loop), order, i), net::detached);
  loop.run();
  CHECK(order == std::vector<int>{0, 1, 2, 0, 1, 2, 0, 1, 2});
}

TEST_CASE("results that other threads give reach their coroutines", "[base][threads]") {
  net::io_context loop(1);
  std::vector<std::thread> threads;
  std::uint64_t sum = 0;
  for (int i = 1; i <= 100; ++i) net::co_spawn(loop, add_up(threads, sum, i), net::detached);
  const auto stay = net::make_work_guard(loop);
  while (sum < 5'050) loop.run_one();
  for (auto& thread : threads) thread.join();
  CHECK(sum == 5'050);
}

TEST_CASE("a loop may go as soon as its coroutine has what another thread gave",
          "[base][threads]") {
  std::mutex mutex;
  std::condition_variable given;
  std::optional<Completion<int>> waiting;
  bool over = false;
  std::thread giver([&] {
    std::unique_lock lock(mutex);
    for (;;) {
      given.wait(lock, [&] { return over || waiting; });
      if (over) return;
      const auto done = std::move(*waiting);
      waiting.reset();
      lock.unlock();
      done(1);
      lock.lock();
    }
  });
  std::uint64_t sum = 0;
  for (int i = 0; i < 2'000; ++i)
    sum += static_cast<std::uint64_t>(run_blocking(ask(mutex, given, waiting)).value());
  {
    const std::lock_guard lock(mutex);
    over = true;
    given.notify_one();
  }
  giver.join();
  CHECK(sum == 2'000);
}

TEST_CASE("a loop that ends frees the coroutines that were suspended or ready", "[base]") {
  const auto held = std::make_shared<int>(0);
  std::vector<RunQueue::Waiter> waiters(3);
  {
    net::io_context loop(1);
    for (auto& waiter : waiters)
      net::co_spawn(loop, hold(RunQueue::of(loop), held, waiter), net::detached);
    loop.poll();
    RunQueue::of(loop).ready(waiters[1]);
    CHECK(held.use_count() == 4);
  }
  CHECK(held.use_count() == 1);
  CHECK(*held == 0);
}

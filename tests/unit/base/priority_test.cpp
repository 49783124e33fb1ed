#include "support/catch.hpp"

#include "leadvault/base/priority.hpp"

#include <sys/resource.h>

#include <thread>

using namespace lv;

namespace {
int own_nice() { return ::getpriority(PRIO_PROCESS, 0); }
} // namespace

TEST_CASE("a thread that gives way does so alone, and one that runs at once keeps its rank",
          "[base]") {
  const int before = own_nice();
  int background = before;
  int prompt = before;
  std::thread([&] {
    give_way();
    background = own_nice();
  }).join();
  std::thread([&] {
    run_at_once();
    prompt = own_nice();
  }).join();
  CHECK(background > before);
  CHECK(prompt == before);
  CHECK(own_nice() == before);
}

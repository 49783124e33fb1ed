#include "app/descriptors.hpp"
#include "support/catch.hpp"

#include "leadvault/base/limits.hpp"

using namespace lv;

namespace {

http::ServerLimits fitted(std::size_t open_files, std::size_t threads) {
  http::ServerLimits limits;
  REQUIRE(app::fit_connections(open_files, threads, limits));
  return limits;
}

} // namespace

TEST_CASE("connections leave room for the vault's files and for each thread's own", "[app]") {
  constexpr auto own = limits::descriptors_reserved;
  CHECK(fitted(1'024, 1).connections_max == 1'024 - own - limits::descriptors_per_thread);
  CHECK(fitted(1'024, 64).connections_max == 1'024 - own - 64 * limits::descriptors_per_thread);
  CHECK(fitted(1'048'576, 256).connections_max == limits::connections_max);

  http::ServerLimits unused;
  const std::size_t with_eight = own + 8 * limits::descriptors_per_thread;
  CHECK(app::fit_connections(with_eight, 8, unused).error().code() == Errc::config);
  CHECK(fitted(with_eight + 1, 8).connections_max == 1);
}

TEST_CASE("an address may have the same share of the connections, however few there are", "[app]") {
  const auto all = fitted(1'048'576, 2);
  CHECK(all.connections_per_address_max == limits::connections_per_address_max);
  const auto few = fitted(limits::descriptors_reserved + 2 * limits::descriptors_per_thread +
                              limits::connections_max / 100,
                          2);
  CHECK(few.connections_max == limits::connections_max / 100);
  CHECK(few.connections_per_address_max == limits::connections_per_address_max / 100);
  const auto least =
      fitted(limits::descriptors_reserved + 2 * limits::descriptors_per_thread + 1, 2);
  CHECK(least.connections_per_address_max == 1);
}

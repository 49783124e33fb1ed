#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include "leadvault/base/secret.hpp"

// Every test program opens the secret arena the way the vault does.
int main(int argc, char** argv) {
  if (!lv::open_secret_arena(lv::LockPolicy::best_effort)) return 1;
  return Catch::Session().run(argc, argv);
}

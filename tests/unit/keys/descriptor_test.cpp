#include "support/catch.hpp"

#include "leadvault/keys/provider.hpp"

#include <unistd.h>

#include <string>

using namespace lv;
using namespace lv::keys;

namespace {

constexpr PassphraseCost cheap{1, 8192};

// What is made of a pipe that gives `text` and then ends.
Result<std::unique_ptr<PassphraseProvider>> piped(const std::string& text) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  REQUIRE(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  ::close(ends[1]);
  auto provider = PassphraseProvider::from_descriptor(ends[0], cheap);
  ::close(ends[0]);
  return provider;
}

} // namespace

TEST_CASE("a passphrase from a descriptor is that passphrase, less one newline", "[keys]") {
  const auto installation = make_id<InstallTag>();
  const Secret root = Secret::random(32);
  const auto typed = PassphraseProvider::from_bytes(bytes_of("correct horse battery"), cheap);
  const auto slot = (*typed)->seal_root(root, installation).value();
  for (const char* text : {"correct horse battery", "correct horse battery\n"}) {
    const auto given = piped(text);
    REQUIRE(given);
    const auto opened = (*given)->unseal_root(slot, installation);
    REQUIRE(opened);
    CHECK(equal_constant_time(opened->reveal(), root.reveal()));
  }
  for (const char* text :
       {"correct horse battery\n\n", "correct horse battery ", "Correct horse battery\n"}) {
    const auto given = piped(text);
    REQUIRE(given);
    CHECK((*given)->unseal_root(slot, installation).error().code() == Errc::wrong_key);
  }
}

TEST_CASE("a descriptor with too little, too much or nothing to read gives no passphrase",
          "[keys]") {
  CHECK(piped(std::string(12, 'x')));
  CHECK(piped(std::string(1'024, 'x') + "\n"));
  for (const auto& text : {std::string(), std::string("\n"), std::string(11, 'x') + "\n",
                           std::string(1'025, 'x'), std::string(4'096, 'x')}) {
    const auto refused = piped(text);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == Errc::config);
  }
  const auto closed = PassphraseProvider::from_descriptor(-1, cheap);
  REQUIRE_FALSE(closed);
  CHECK(closed.error().code() == Errc::io);
}

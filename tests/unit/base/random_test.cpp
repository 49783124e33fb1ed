#include "support/catch.hpp"

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/random.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <thread>

using namespace lv;

namespace {

using Nonce = ByteArray<24>;

Nonce draw() {
  Nonce out{};
  random_bytes(out);
  return out;
}

} // namespace

TEST_CASE("a million nonces are all different", "[base]") {
  std::vector<Nonce> drawn(1'000'000);
  for (Nonce& nonce : drawn) random_bytes(nonce);
  std::sort(drawn.begin(), drawn.end());
  CHECK(std::adjacent_find(drawn.begin(), drawn.end()) == drawn.end());
}

TEST_CASE("a forked child draws other bytes than its parent", "[base]") {
  draw(); // the parent's pool is full: a copy of it would give the child the same bytes
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ByteArray<2400> mine{};
    random_bytes(mine);
    _exit(write(ends[1], mine.data(), mine.size()) == 2400 ? 0 : 1);
  }
  std::set<Nonce> parents;
  for (int i = 0; i < 100; ++i) parents.insert(draw());
  ByteArray<2400> theirs{};
  REQUIRE(read(ends[0], theirs.data(), theirs.size()) == 2400);
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  close(ends[0]);
  close(ends[1]);
  std::set<ByteArray<8>> parent_words;
  for (const Nonce& nonce : parents)
    for (std::size_t i = 0; i < 24; i += 8) {
      ByteArray<8> word{};
      std::copy_n(nonce.begin() + static_cast<std::ptrdiff_t>(i), 8, word.begin());
      parent_words.insert(word);
    }
  for (std::size_t i = 0; i < theirs.size() - 8; ++i) {
    ByteArray<8> word{};
    std::copy_n(theirs.begin() + static_cast<std::ptrdiff_t>(i), 8, word.begin());
    REQUIRE(parent_words.count(word) == 0);
    REQUIRE(word != ByteArray<8>{}); // nor the zeros of a wiped pool
  }
}

TEST_CASE("draws of every size are filled to the last byte", "[base]") {
  for (const std::size_t size : {1U, 31U, 255U, 257U, 4087U, 4088U, 4089U, 100'000U}) {
    // Sixteen draws: a byte that stays zero in all of them was not written.
    Bytes seen(size);
    for (int i = 0; i < 16; ++i) {
      Bytes bytes(size);
      random_bytes(bytes);
      for (std::size_t at = 0; at < size; ++at) seen[at] |= bytes[at];
    }
    INFO(size);
    CHECK(std::count(seen.begin(), seen.end(), 0) == 0);
  }
  random_bytes({});
}

TEST_CASE("threads draw different bytes", "[base]") {
  Nonce a{};
  Nonce b{};
  std::thread([&] { a = draw(); }).join();
  std::thread([&] { b = draw(); }).join();
  CHECK(a != b);
  CHECK(a != Nonce{});
}

#include "leadvault/base/memo.hpp"
#include "support/catch.hpp"

#include <string>

using namespace lv;

namespace {
struct FirstLetter {
  std::size_t operator()(std::string_view key) const { return static_cast<std::size_t>(key[0]); }
};
} // namespace

TEST_CASE("a memo gives back what was put last under its key, and nothing for another", "[base]") {
  Memo<std::string, int, FirstLetter, 4> memo;
  CHECK(!memo.find(std::string_view("a")));
  memo.put("a", 1);
  memo.put("a", 2);
  memo.put("b", 3);
  CHECK(memo.find(std::string_view("a")) == 2);
  CHECK(memo.find(std::string_view("b")) == 3);
  CHECK(!memo.find(std::string_view("aa"))); // in the same slot
  memo.put("aa", 4);
  CHECK(memo.find(std::string_view("aa")) == 4);
  CHECK(!memo.find(std::string_view("a")));
}

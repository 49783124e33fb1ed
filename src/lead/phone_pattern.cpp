#include "lead/phone_pattern.hpp"

namespace lv::lead {
namespace {

enum Op : std::uint32_t { op_match, op_digit, op_jump, op_split, op_save, op_end };

struct Matcher {
  const std::uint32_t* program;
  std::string_view digits;
  MatchKind kind;
  PatternMatch match;
  // The generated patterns need a few hundred steps at most; a table fault must not hang a request.
  std::size_t steps_left = 100'000;

  bool run(std::size_t pc, std::size_t at) {
    while (steps_left-- > 0) {
      const auto word = program[pc];
      const std::size_t a = (word >> 14) & 0x3fff;
      const std::size_t b = word & 0x3fff;
      switch (word >> 28) {
      case op_match:
        if (kind == MatchKind::whole && at != digits.size()) return false;
        match.length = at;
        return true;
      case op_digit:
        if (at == digits.size() || ((a >> (digits[at] - '0')) & 1) == 0) return false;
        ++at;
        ++pc;
        break;
      case op_jump:
        pc = a;
        break;
      case op_split:
        if (run(a, at)) return true;
        pc = b;
        break;
      case op_save: {
        const auto before = match.groups.at(a);
        match.groups.at(a) = at;
        if (run(pc + 1, at)) return true;
        match.groups.at(a) = before;
        return false;
      }
      case op_end:
        if (at != digits.size()) return false;
        ++pc;
        break;
      default:
        return false;
      }
    }
    steps_left = 0;
    return false;
  }
};

} // namespace

std::optional<PatternMatch> match_pattern(const std::uint32_t* program, std::string_view digits,
                                          MatchKind kind) {
  Matcher matcher{program, digits, kind, {}};
  matcher.match.groups.fill(std::string_view::npos);
  if (!matcher.run(0, 0)) return std::nullopt;
  return matcher.match;
}

} // namespace lv::lead

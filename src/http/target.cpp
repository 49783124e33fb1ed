#include "http/characters.hpp"

#include "leadvault/http/request.hpp"

#include <algorithm>

namespace lv::http {

namespace {

// RFC 3986 §3.3, §3.4: pchar, '/' and '?'. Nothing else may stand in a target, so '#', quotes,
// brackets, white space, control and non-ASCII bytes are refused here.
constexpr CharacterSet target_characters([](char c) {
  return is_alpha(c) || is_digit(c) ||
         std::string_view("-._~!$&'()*+,;=:@/?%").find(c) != std::string_view::npos;
});

enum class Plus { literal, space };

// Of characters that may stand in a target.
Result<std::string> decode(std::string_view text, Plus plus) {
  if (text.find('%') == text.npos && (plus == Plus::literal || text.find('+') == text.npos))
    return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return LV_FAIL(invalid, "the target has a broken percent-encoding");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus == Plus::space) {
      c = ' ';
    }
    if (is_control(c)) return LV_FAIL(invalid, "the target hides a control character");
    out.push_back(c);
  }
  return out;
}

Result<void> check_segments(std::string_view path) {
  std::size_t begin = 1;
  for (;;) {
    const auto end = path.find('/', begin);
    const auto segment = path.substr(begin, end == path.npos ? path.npos : end - begin);
    if (segment == "." || segment == "..") return LV_FAIL(invalid, "the path has a dot segment");
    if (end == path.npos) return {};
    if (segment.empty()) return LV_FAIL(invalid, "the path has an empty segment");
    begin = end + 1;
  }
}

Result<std::string> decode_path(std::string_view raw) {
  // An encoded slash would give the path another shape than the one a proxy has checked.
  for (auto i = raw.find('%'); i < raw.size() && i + 2 < raw.size(); i = raw.find('%', i + 1)) {
    const int value = hex_value(raw[i + 1]) * 16 + hex_value(raw[i + 2]);
    if (value == '/' || value == '\\') return LV_FAIL(invalid, "the path hides a slash");
  }
  LV_TRY(path, decode(raw, Plus::literal));
  for (const char c : path) {
    if (!is_ascii(c)) return LV_FAIL(invalid, "the path has a character outside ASCII");
  }
  LV_CHECK(check_segments(path));
  return std::move(path);
}

Result<std::vector<std::pair<std::string, std::string>>> decode_query(std::string_view raw) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!raw.empty()) {
    const auto end = raw.find('&');
    const auto pair = raw.substr(0, end);
    raw = end == raw.npos ? std::string_view() : raw.substr(end + 1);
    if (pair.empty()) return LV_FAIL(invalid, "the query has an empty parameter");
    const auto equals = pair.find('=');
    LV_TRY(name, decode(pair.substr(0, equals), Plus::space));
    LV_TRY(value,
           decode(equals == pair.npos ? std::string_view() : pair.substr(equals + 1), Plus::space));
    for (const auto& [earlier, unused] : out) {
      if (earlier == name) return LV_FAIL(invalid, "a query parameter is given twice");
    }
    out.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

} // namespace

Result<Target> decode_target(std::string_view target) {
  if (target.empty() || target.front() != '/') {
    return LV_FAIL(invalid, "the target must be a path that starts with a slash");
  }
  const auto may_stand = [](char c) { return target_characters.has(c); };
  if (!std::all_of(target.begin(), target.end(), may_stand)) {
    return LV_FAIL(invalid, "the target has a character that must be percent-encoded");
  }
  const auto question = target.find('?');
  Target out;
  LV_TRY(path, decode_path(target.substr(0, question)));
  out.path = std::move(path);
  if (question != target.npos) {
    LV_TRY(query, decode_query(target.substr(question + 1)));
    out.query = std::move(query);
  }
  return out;
}

} // namespace lv::http

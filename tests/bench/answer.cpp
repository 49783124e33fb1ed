#include "answer.hpp"

#include "server_process.hpp"

#include <charconv>

namespace lv::bench {
namespace {

constexpr std::string_view start_of_line = "HTTP/1.1 ";

std::size_t number_at(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) throw BenchError("an answer with a bad head");
  return number;
}

} // namespace

std::optional<Answer> first_answer(std::string_view text) {
  static constexpr std::string_view length_name = "\r\nContent-Length: ";
  const auto head_end = text.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::nullopt;
  const auto head = text.substr(0, head_end + 2);
  if (!head.starts_with(start_of_line)) throw BenchError("an answer that is not HTTP/1.1");
  const auto length_at = head.find(length_name);
  if (length_at == std::string_view::npos) throw BenchError("an answer without Content-Length");
  Answer answer;
  answer.bytes = head_end + 4 + number_at(head.substr(length_at + length_name.size()));
  if (text.size() < answer.bytes) return std::nullopt;
  answer.status = static_cast<int>(number_at(head.substr(start_of_line.size())));
  answer.retry_after = head.find("\r\nRetry-After: ") != std::string_view::npos;
  answer.closes = head.find("\r\nConnection: close") != std::string_view::npos;
  return answer;
}

} // namespace lv::bench

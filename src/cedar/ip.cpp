#include "cedar/digits.hpp"
#include "cedar/extension.hpp"

#include <arpa/inet.h>

#include <string>

namespace lv::cedar {

namespace {

constexpr std::size_t address_bytes_max = 39; // eight groups of four digits, seven colons

bool parse_address(std::string_view text, IpNet& net) {
  if (text.size() > address_bytes_max || text.find('\0') != std::string_view::npos) return false;
  const std::string address(text);
  if (::inet_pton(AF_INET, address.c_str(), net.address.data()) == 1) return true;
  // An IPv4 address inside an IPv6 one is not written here.
  if (text.find('.') != std::string_view::npos) return false;
  net.family = IpNet::Family::v6;
  return ::inet_pton(AF_INET6, address.c_str(), net.address.data()) == 1;
}

std::optional<std::uint8_t> parse_prefix(std::string_view text, int bits_max) {
  const auto digits = take_digits(text);
  if (digits.empty() || digits.size() > 3 || !text.empty()) return std::nullopt;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  int bits = 0;
  for (const char digit : digits) bits = bits * 10 + (digit - '0');
  if (bits > bits_max) return std::nullopt;
  return static_cast<std::uint8_t>(bits);
}

} // namespace

std::optional<IpNet> parse_ip(std::string_view text) {
  IpNet net;
  const auto slash = text.find('/');
  if (!parse_address(text.substr(0, slash), net)) return std::nullopt;
  const std::uint8_t bits_max = net.family == IpNet::Family::v4 ? 32 : 128;
  net.prefix_bits = bits_max;
  if (slash == std::string_view::npos) return net;
  const auto prefix = parse_prefix(text.substr(slash + 1), bits_max);
  if (!prefix) return std::nullopt;
  net.prefix_bits = *prefix;
  return net;
}

} // namespace lv::cedar

// Values as expressions: what an extension value was made from is written anew.
#include "leadvault/cedar/print.hpp"

#include <cstdio>

namespace lv::cedar {

namespace {

struct Printer {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(std::string_view text) const { return quoted(text); }
  std::string operator()(const EntityUid& uid) const { return print(uid); }

  std::string operator()(const Set& set) const {
    std::string out = "[";
    for (const auto& member : set.members) {
      if (&member != set.members.begin()) out.append(", ");
      out.append(print(member));
    }
    return out.append("]");
  }

  std::string operator()(const Record& record) const {
    std::string out = "{";
    for (const auto& [name, value] : record.attributes) {
      if (&name != &record.attributes.begin()->name) out.append(", ");
      out.append(quoted(name)).append(": ").append(print(value));
    }
    return out.append("}");
  }

  std::string operator()(const Decimal& decimal) const {
    // The magnitude as unsigned: the least value has no positive counterpart.
    const auto bits = static_cast<std::uint64_t>(decimal.ten_thousandths);
    const std::uint64_t magnitude = decimal.ten_thousandths < 0 ? 0 - bits : bits;
    auto fraction = std::to_string(magnitude % 10'000);
    fraction.insert(0, 4 - fraction.size(), '0');
    const std::string sign = decimal.ten_thousandths < 0 ? "-" : "";
    return "decimal(\"" + sign + std::to_string(magnitude / 10'000) + "." + fraction + "\")";
  }

  std::string operator()(const IpNet& net) const {
    const bool is_v4 = net.family == IpNet::Family::v4;
    std::string out = "ip(\"";
    for (std::size_t i = 0; i < (is_v4 ? 4U : 16U); i += is_v4 ? 1 : 2) {
      if (i > 0) out.push_back(is_v4 ? '.' : ':');
      const unsigned part = is_v4 ? net.address[i] : net.address[i] * 256U + net.address[i + 1];
      char text[8];
      std::snprintf(text, sizeof text, is_v4 ? "%u" : "%x", part);
      out.append(text);
    }
    return out + "/" + std::to_string(net.prefix_bits) + "\")";
  }

  std::string operator()(const Datetime& at) const {
    return "datetime(\"1970-01-01\").offset(duration(\"" + std::to_string(at.unix_ms) + "ms\"))";
  }

  std::string operator()(const Duration& duration) const {
    return "duration(\"" + std::to_string(duration.ms) + "ms\")";
  }
};

} // namespace

std::string print(const Value& value) { return value.visit(Printer{}); }

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (byte < 0x20 || byte == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned>(byte));
      out.append(escape);
    } else {
      out.push_back(c);
    }
  }
  return out.append("\"");
}

} // namespace lv::cedar

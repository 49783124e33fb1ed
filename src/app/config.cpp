#include "app/config.hpp"

#include "app/config_file.hpp"

#include <algorithm>
#include <charconv>
#include <thread>

namespace lv::app {
namespace {

std::string upper_underscore(std::string_view name) {
  std::string text = "LEADVAULT_";
  for (const char c : name) {
    text.push_back(c == '.' || c == '-' ? '_' : static_cast<char>(std::toupper(c)));
  }
  return text;
}

std::optional<std::int64_t> number_in(std::string_view text, std::int64_t low, std::int64_t high) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < low || value > high) return std::nullopt;
  return value;
}

std::optional<http::ListenAddress> address_of(std::string_view text) {
  http::ListenAddress address;
  if (text.starts_with("unix:")) {
    address.unix_path = text.substr(5);
    if (address.unix_path.empty()) return std::nullopt;
    return address;
  }
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto port = number_in(text.substr(colon + 1), 0, 65'535);
  if (!port) return std::nullopt;
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  address.host = host;
  address.port = static_cast<std::uint16_t>(*port);
  return address;
}

// Turns texts into values and collects what is wrong with them, setting by setting.
class Checker {
public:
  Checker(const Settings& settings, Violations& violations)
      : settings_(settings), violations_(violations) {}

  const std::string& text(std::string_view name) { return settings_.value(name).text; }

  std::filesystem::path existing(std::string_view name) {
    const std::filesystem::path path = text(name);
    std::error_code error;
    if (!path.empty() && !std::filesystem::exists(path, error)) {
      fault(name, "no-such-file", "there is no such file or folder");
    }
    return path;
  }
  std::int64_t number(std::string_view name, std::int64_t low, std::int64_t high) {
    if (const auto value = number_in(text(name), low, high)) return *value;
    fault(name, "out-of-range",
          "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return low;
  }
  http::ListenAddress address(std::string_view name, std::string_view value) {
    if (auto parsed = address_of(value)) return *parsed;
    fault(name, "address-syntax", "HOST:PORT, [IPv6]:PORT or unix:/path");
    return {};
  }
  log::Level log_level(std::string_view name) {
    const std::string& given = text(name);
    if (given == "debug") return log::Level::debug;
    if (given == "warning") return log::Level::warning;
    if (given == "error") return log::Level::error;
    if (given != "info") fault(name, "unknown-level", "debug, info, warning or error");
    return log::Level::info;
  }
  bool yes_no(std::string_view name) {
    if (text(name) == "yes" || text(name) == "true") return true;
    if (text(name) != "no" && text(name) != "false") fault(name, "yes-or-no", "yes or no");
    return false;
  }
  void fault(std::string_view name, const char* rule, std::string detail) {
    violations_.push_back(
        {std::string(name) + " (" + settings_.value(name).origin + ")", rule, std::move(detail)});
  }

private:
  const Settings& settings_;
  Violations& violations_;
};

std::vector<http::ListenAddress> addresses(Checker& check, std::string_view name) {
  std::vector<http::ListenAddress> list;
  std::string_view rest = check.text(name);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    list.push_back(check.address(name, rest.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return list;
}

} // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> table{
      {"data", "", "data folder made by init"},
      {"root-key-file", "", "root key file (0600)"},
      {"passphrase-file", "", "file with the root passphrase (0600), instead of a key file"},
      {"policies", "", "folder of the policies and of the catalogue they speak of"},
      {"listen", "127.0.0.1:8443", "HTTPS addresses, separated by commas; port 0 = any free"},
      {"admin", "127.0.0.1:8444", "health and metrics: loopback address or unix:/path"},
      {"tls-cert", "", "PEM certificate chain"},
      {"tls-key", "", "PEM private key, not readable by others"},
      {"client-ca", "", "PEM certificates that may sign client certificates"},
      {"tls-floor", "1.3", "oldest TLS version: 1.3 or 1.2"},
      {"domain", "leadvault.invalid", "first part of every checkpoint's origin"},
      {"threads", "0", "network threads; 0 = one per core"},
      {"cache-mib", "64", "page cache of the store"},
      {"row-cache-mib", "384", "sealed rows kept in memory above the page cache; 0 = none"},
      {"segment-mib", "64", "size of an audit segment"},
      {"log-level", "info", "debug (every request), info, warning or error"},
      {"require-locked-memory", "no", "refuse to start when key memory cannot be locked"},
      {"port-file", "", "file that gets the bound ports as JSON once serving"},
  };
  return table;
}

std::string environment_name(const Setting& setting) { return upper_underscore(setting.name); }
std::string flag_name(const Setting& setting) { return std::string("--") + setting.name; }

Settings Settings::read(const std::filesystem::path& file,
                        const std::map<std::string, std::string, std::less<>>& flags,
                        const std::function<std::string(std::string_view)>& environment,
                        Violations& violations) {
  Settings read;
  for (const auto& setting : settings()) {
    read.values_[setting.name] = {setting.otherwise, "default"};
  }
  if (!file.empty()) read_config_file(file, read.values_, violations);
  for (const auto& setting : settings()) {
    if (auto text = environment(environment_name(setting)); !text.empty()) {
      read.values_[setting.name] = {std::move(text), "environment " + environment_name(setting)};
    }
    const auto flag = flags.find(setting.name);
    if (flag != flags.end()) {
      read.values_[setting.name] = {flag->second, "flag " + flag_name(setting)};
    }
  }
  return read;
}

void Settings::otherwise(std::string_view name, std::string text) {
  auto& value = values_.find(name)->second; // the table holds every name the code asks for
  if (value.origin == "default") value.text = std::move(text);
}

const Value& Settings::value(std::string_view name) const {
  return values_.find(name)->second; // the table holds every name the code asks for
}

Config Settings::checked(Violations& violations) const {
  Checker check(*this, violations);
  Config config;
  config.data = check.existing("data");
  config.root_key_file = check.existing("root-key-file");
  config.passphrase_file = check.existing("passphrase-file");
  config.policies = check.existing("policies");
  config.listen = addresses(check, "listen");
  config.admin = check.address("admin", check.text("admin"));
  config.tls.certificate_file = check.existing("tls-cert").string();
  config.tls.key_file = check.existing("tls-key").string();
  config.tls.client_ca_file = check.existing("client-ca").string();
  config.domain = check.text("domain");
  config.threads = static_cast<int>(check.number("threads", 0, 256));
  if (config.threads == 0) {
    config.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  }
  config.cache_kib = static_cast<std::size_t>(check.number("cache-mib", 1, 65'536)) * 1'024;
  config.row_cache_bytes =
      static_cast<std::size_t>(check.number("row-cache-mib", 0, 65'536)) * 1'024 * 1'024;
  config.segment_bytes =
      static_cast<std::size_t>(check.number("segment-mib", 1, 1'024)) * 1'024 * 1'024;
  config.log_level = check.log_level("log-level");
  config.require_locked_memory = check.yes_no("require-locked-memory");
  config.port_file = check.text("port-file");
  for (const auto& setting : settings())
    config.canonical += std::string(setting.name) + " = " + value(setting.name).text + '\n';
  const auto& floor = check.text("tls-floor");
  if (floor == "1.2") {
    config.tls.floor = http::TlsFloor::tls_1_2;
  } else if (floor != "1.3") {
    check.fault("tls-floor", "unknown-version", "1.3 or 1.2");
  }
  if (config.data.empty()) check.fault("data", "required", "name the data folder that init made");
  if (config.root_key_file.empty() == config.passphrase_file.empty()) {
    check.fault("root-key-file", "exactly-one", "give either root-key-file or passphrase-file");
  }
  if (config.tls.certificate_file.empty() || config.tls.key_file.empty()) {
    check.fault("tls-cert", "required", "HTTPS needs tls-cert and tls-key; try dev-certs");
  }
  return config;
}

} // namespace lv::app

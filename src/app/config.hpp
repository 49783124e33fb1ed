// Configuration: one TOML file, overridden by LEADVAULT_* and then by flags; each value knows where
// it came from. Keys themselves are never settings, only the files that hold them.
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/log.hpp"
#include "leadvault/base/violation.hpp"
#include "leadvault/http/server.hpp"

#include <filesystem>
#include <functional>
#include <map>

namespace lv::app {

// One setting as the table in config.cpp knows it.
struct Setting {
  const char* name; // "data", "tls-cert"; LEADVAULT_TLS_CERT; --tls-cert
  const char* otherwise;
  const char* help;
};

const std::vector<Setting>& settings();
std::string environment_name(const Setting& setting);
std::string flag_name(const Setting& setting);

struct Value {
  std::string text;
  std::string origin; // "default", "file vault.toml:3", "environment", "flag"
};

// Checked values, ready to use.
struct Config {
  std::filesystem::path data;
  std::filesystem::path root_key_file;
  std::filesystem::path passphrase_file;
  std::filesystem::path policies;
  std::vector<http::ListenAddress> listen;
  http::ListenAddress admin;
  http::TlsOptions tls;
  std::string domain;
  int threads = 2;
  std::size_t cache_kib = 0;
  std::size_t row_cache_bytes = 0;
  std::size_t segment_bytes = 0;
  log::Level log_level = log::Level::info;
  bool require_locked_memory = false;
  std::filesystem::path port_file;
  std::string canonical; // every setting as "name = value", a line each
};

// SHA-256 of the settings and of the certificates that serve, http::Server::certificates. What the
// audit log remembers of a configuration.
Digest fingerprint_of(const Config& config, const Digest& certificates);

class Settings {
public:
  // Flags by setting name. Faults (unknown name with the nearest one, bad value) into `violations`.
  static Settings read(const std::filesystem::path& file,
                       const std::map<std::string, std::string, std::less<>>& flags,
                       const std::function<std::string(std::string_view)>& environment,
                       Violations& violations);

  // A default that is known only at run time; any other origin goes before it.
  void otherwise(std::string_view name, std::string text);

  const Value& value(std::string_view name) const;
  Config checked(Violations& violations) const;

private:
  std::map<std::string, Value, std::less<>> values_;
};

} // namespace lv::app

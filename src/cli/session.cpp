#include "cli/session.hpp"

#include "cli/files.hpp"
#include "cli/profile.hpp"

#include "leadvault/base/limits.hpp"

namespace lv::cli {
namespace {

std::string first_of(const std::string& a, const std::string& b, const std::string& c) {
  if (!a.empty()) return a;
  return b.empty() ? c : b;
}

Failure key_failure(const std::string& file, const Error& error) {
  return Failure(ExitCode::not_authenticated, "key file " + file + ": " + error.what());
}

} // namespace

void Session::add_purpose(Request& request) const {
  if (!purpose.empty()) request.headers.emplace_back("Leadvault-Purpose", purpose);
}

std::vector<Option> with_connection(std::vector<Option> own) {
  own.push_back({"--purpose", "NAME", "what the data is wanted for", {}, {}});
  own.push_back({"--json", "", "print the server's JSON", {}, {}});
  own.push_back({"--url", "URL", "the vault, https://host:port", {}, {}});
  own.push_back({"--ca-file", "FILE", "the authority of the vault's certificate", {}, {}});
  own.push_back({"--key-file", "FILE", "your API key, in a file of mode 0600", {}, {}});
  own.push_back({"--profile", "FILE", "where these stand otherwise", {}, {}});
  return own;
}

Outcome<Session> connect(const Context& context, const Parsed& given) {
  LV_TRY(profile, find_profile(given.get("--profile"), context.environment));
  const auto& environment = context.environment;
  TransportOptions options;
  options.url = first_of(given.get("--url"), environment("LEADVAULT_URL"), profile.url);
  options.ca_file =
      first_of(given.get("--ca-file"), environment("LEADVAULT_CA_FILE"), profile.ca_file.string());
  const auto key_file = first_of(given.get("--key-file"), environment("LEADVAULT_KEY_FILE"),
                                 profile.key_file.string());
  if (options.url.empty()) {
    return Failure(ExitCode::usage, "which vault? Give --url, LEADVAULT_URL or a profile");
  }
  if (key_file.empty()) {
    return Failure(ExitCode::usage, "who calls? Give --key-file, LEADVAULT_KEY_FILE or a profile");
  }
  auto key = read_key_file(key_file);
  if (!key) return key_failure(key_file, key.error());
  options.api_key = std::move(*key);
  auto transport = context.open_transport ? context.open_transport(std::move(options))
                                          : open_https_transport(std::move(options));
  if (!transport) return transport.error();
  auto purpose =
      first_of(given.get("--purpose"), environment("LEADVAULT_PURPOSE"), profile.purpose);
  return Session{Client(std::move(*transport)), std::move(purpose)};
}

std::string policies_folder(const Context& context, const Parsed& given) {
  if (given.has("--policies")) return given.get("--policies");
  const auto named = context.environment("LEADVAULT_POLICIES");
  return named.empty() ? context.policies.string() : named;
}

Command make_command(const Context& context, Command row, Run run) {
  row.run = [&context, run](const Parsed& given) {
    const auto outcome = run(context, given);
    return outcome ? to_int(*outcome) : report(context.terminal, outcome.error());
  };
  return row;
}

int report(Terminal& terminal, const Failure& failure) {
  terminal.err_line("leadvault: " + failure.message);
  constexpr std::size_t shown_max = 20;
  for (std::size_t i = 0; i < failure.violations.size() && i < shown_max; ++i) {
    const auto& violation = failure.violations[i];
    std::string line = "  " + violation.pointer + ": " + violation.rule;
    if (!violation.detail.empty()) line += ": " + violation.detail;
    terminal.err_line(line);
  }
  if (failure.violations.size() > shown_max) {
    terminal.err_line("  and " + std::to_string(failure.violations.size() - shown_max) + " more");
  }
  return to_int(failure.exit_code);
}

Outcome<SecretText> read_document(const Context& context, const std::string& file) {
  if (file.empty() || file == "-") {
    LV_TRY(text, context.terminal.read_input(limits::body_bytes_max));
    return std::move(text);
  }
  auto text = read_file(file, limits::body_bytes_max);
  if (!text) return Failure(exit_code_of(text.error().code()), file + ": " + text.error().what());
  return std::move(*text);
}

} // namespace lv::cli

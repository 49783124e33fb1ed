#include "cli/commands/commands.hpp"
#include "cli/progress.hpp"
#include "cli/verified.hpp"
#include "vault/folders.hpp"

#include "leadvault/keys/keyring.hpp"
#include "leadvault/vault/open.hpp"

namespace lv::cli {
namespace {

Outcome<std::unique_ptr<keys::RootProvider>> provider_of(const Parsed& given) {
  if (given.has("--root-key-file") == given.has("--passphrase-file")) {
    return Failure(ExitCode::usage, "give either --root-key-file or --passphrase-file");
  }
  if (given.has("--root-key-file")) {
    LV_TRY(provider, keys::KeyFileProvider::open(given.get("--root-key-file")));
    return std::unique_ptr<keys::RootProvider>(std::move(provider));
  }
  LV_TRY(provider, keys::PassphraseProvider::from_file(given.get("--passphrase-file")));
  return std::unique_ptr<keys::RootProvider>(std::move(provider));
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(provider, provider_of(given));
  const vault::Folders folders(given.get("--data"));
  LV_TRY(keyring, keys::Keyring::open(folders.keyring(), *provider));
  const auto log = given.has("--log") ? std::filesystem::path(given.get("--log")) : folders.log();
  Progress progress(context.terminal, context.clock, "MiB read");
  const auto show = [&](const audit::VerifyProgress& now) {
    progress.update(now.bytes_done >> 20, now.bytes_done, now.bytes_total);
  };
  auto report = audit::verify_log(log, vault::audit_keys(keyring), show);
  progress.finish();
  if (!report) return report.error();
  if (given.has("--json")) {
    context.terminal.out_line(verified_json(*report));
  } else {
    print_verified(context.terminal, *report);
  }
  if (report->sound()) return ExitCode::ok;
  return Failure(ExitCode::verification_failed, "the log does not verify: " + fault_text(*report));
}

} // namespace

Command audit_verify(const Context& context) {
  return make_command(
      context,
      {"audit verify",
       Group::compliance,
       "Verify a whole log from its files, without the server",
       {"leadvault audit verify --data /var/lib/leadvault --root-key-file /etc/leadvault/root.key",
        "leadvault audit verify --data vault --root-key-file root.key --log copy-of-audit --json"},
       {{"--data", "DIR", "the vault's data folder, for its keyring", Need::required, {}},
        {"--root-key-file", "FILE", "the vault's root key file", {}, {}},
        {"--passphrase-file", "FILE", "the vault's root passphrase, in a file", {}, {}},
        {"--log", "DIR", "verify this copy instead of the folder's own log", {}, {}},
        {"--json", "", "print a JSON report", {}, {}}},
       {}},
      run);
}

} // namespace lv::cli

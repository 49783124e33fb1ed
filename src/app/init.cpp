#include "app/commands.hpp"
#include "app/running.hpp"

namespace lv::app {
namespace {

struct Made {
  InstallationId installation;
  std::filesystem::path operator_key_file;
};

Result<Made> make_vault(const cli::Parsed& given,
                        std::shared_ptr<const policy::Policies> policies) {
  const std::filesystem::path data = given.get("--data");
  LV_TRY(alone, vault::hold_new_folder(data));
  Config config;
  config.root_key_file = given.get("--root-key-file");
  config.passphrase_file = given.get("--passphrase-file");
  std::error_code error;
  if (!config.root_key_file.empty() && !std::filesystem::exists(config.root_key_file, error)) {
    LV_CHECK(keys::KeyFileProvider::create(config.root_key_file));
  }
  LV_TRY(provider, root_provider(config));
  SystemClock clock;
  vault::VaultOptions options;
  options.data = data;
  options.domain = given.get("--domain", "leadvault.invalid");
  const auto key_file = data / "operator.key";
  const auto keep = [&key_file](const SecretText& key) -> Result<void> {
    std::error_code ignored;
    std::filesystem::remove(key_file, ignored); // of an init that was interrupted
    return write_key_file(key_file, key);
  };
  LV_TRY(made,
         vault::init_vault(alone, std::move(options), *provider, std::move(policies), clock, keep));
  return Made{made, key_file};
}

int init(const cli::Context& context, const cli::Parsed& given) {
  if (given.has("--root-key-file") == given.has("--passphrase-file")) {
    context.terminal.err_line("leadvault: give either --root-key-file or --passphrase-file");
    return cli::to_int(cli::ExitCode::usage);
  }
  Violations findings;
  auto policies =
      policy::load_policies(given.get("--policies", context.policies.string()), findings);
  if (!policies) {
    show_violations(context, findings);
    return show_error(context, policies.error());
  }
  auto made = make_vault(given, *policies);
  if (!made) return show_error(context, made.error());
  if (given.has("--json")) {
    JsonWriter json;
    json.begin_object()
        .member("installation", to_text(made->installation))
        .member("operator_key_file", made->operator_key_file.string())
        .end_object();
    context.terminal.out_line(json.text());
    return 0;
  }
  context.terminal.out_line("Vault made. Installation " + to_text(made->installation));
  context.terminal.out_line("Operator's API key: " + made->operator_key_file.string());
  context.terminal.err_line("Keep the root key apart from the data folder and its backups: "
                            "without it nothing can be read, with both everything can.");
  return 0;
}

} // namespace

cli::Command init_command(const cli::Context& context) {
  cli::Command command;
  command.path = "init";
  command.group = cli::Group::start;
  command.summary = "Make a new vault: keyring, store, audit log and the first operator";
  command.examples = {"leadvault init --data ./vault --root-key-file ./root.key",
                      "leadvault init --data ./vault --passphrase-file ./passphrase --json"};
  command.options = {
      {"--data", "DIR", "folder to make the vault in", cli::Need::required, {}},
      {"--root-key-file", "FILE", "root key; made when absent", cli::Need::optional, {}},
      {"--passphrase-file",
       "FILE",
       "file with the root passphrase (0600)",
       cli::Need::optional,
       {}},
      {"--policies", "DIR", "policies and the catalogue they speak of", cli::Need::optional, {}},
      {"--domain", "NAME", "first part of checkpoint origins", cli::Need::optional, {}},
      {"--json", "", "one JSON object on stdout", cli::Need::optional, {}}};
  command.run = [&context](const cli::Parsed& given) { return init(context, given); };
  return command;
}

} // namespace lv::app

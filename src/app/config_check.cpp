#include "app/commands.hpp"
#include "app/running.hpp"
#include "app/setting_options.hpp"

namespace lv::app {

std::vector<cli::Option> setting_options() {
  std::vector<cli::Option> options{
      {"--config", "FILE", "TOML file with these settings", cli::Need::optional, {}}};
  for (const auto& setting : settings()) {
    std::string help = setting.help;
    if (*setting.otherwise != '\0') help += std::string(" [") + setting.otherwise + "]";
    options.push_back({flag_name(setting), "VALUE", std::move(help), cli::Need::optional, {}});
  }
  return options;
}

Settings read_settings(const cli::Context& context, const cli::Parsed& given,
                       Violations& violations) {
  std::map<std::string, std::string, std::less<>> flags;
  for (const auto& setting : settings()) {
    const auto flag = flag_name(setting);
    if (given.has(flag)) flags[setting.name] = given.get(flag);
  }
  auto file = given.get("--config");
  if (file.empty()) file = context.environment("LEADVAULT_CONFIG");
  auto read = Settings::read(file, flags, context.environment, violations);
  read.otherwise("policies", context.policies.string());
  return read;
}

namespace {

int check(const cli::Context& context, const cli::Parsed& given) {
  Violations violations;
  const auto settings_read = read_settings(context, given, violations);
  const auto config = settings_read.checked(violations);
  for (const auto& setting : settings()) {
    const auto& value = settings_read.value(setting.name);
    context.terminal.out_line(std::string(setting.name) + " = \"" + value.text + "\"   (" +
                              value.origin + ") " + setting.help);
  }
  if (violations.empty()) {
    if (auto tls = http::check_tls(config.tls); !tls) return show_error(context, tls.error());
    if (policy::load_policies(config.policies, violations)) {
      context.terminal.err_line("The configuration is sound.");
      return 0;
    }
  }
  return show_violations(context, violations);
}

} // namespace

cli::Command config_check_command(const cli::Context& context) {
  cli::Command command;
  command.path = "config check";
  command.group = cli::Group::administration;
  command.summary = "Show every setting, where it comes from, and what is wrong with it";
  command.examples = {"leadvault config check --config /etc/leadvault/leadvault.toml"};
  command.options = setting_options();
  command.run = [&context](const cli::Parsed& given) { return check(context, given); };
  return command;
}

} // namespace lv::app

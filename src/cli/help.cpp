#include "cli/help.hpp"

#include "leadvault/cli/exit_code.hpp"

#include <algorithm>

namespace lv::cli {
namespace {

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

const char* title_of(Group group) {
  switch (group) {
  case Group::start:
    return "Start";
  case Group::leads:
    return "Leads";
  case Group::consent:
    return "Consent";
  case Group::compliance:
    return "Compliance";
  case Group::administration:
    return "Administration";
  case Group::other:
    return "Other";
  }
  return "Other";
}

std::string rows_of(const std::vector<const Command*>& commands) {
  std::size_t width = 0;
  for (const auto* command : commands) width = std::max(width, command->path.size());
  std::string text;
  for (const auto* command : commands) {
    text += "  " + padded(command->path, width + 2) + command->summary + "\n";
  }
  return text;
}

std::string usage_of(const Command& command) {
  std::string text = "leadvault " + command.path;
  for (const auto& option : command.options) {
    if (!option.positional()) continue;
    const auto name = option.name + (option.count == Count::many ? "..." : "");
    text += option.need == Need::required ? " " + name : " [" + name + "]";
  }
  for (const auto& option : command.options) {
    if (option.positional() || option.need == Need::optional) continue;
    text += " " + option.name + " " + option.value;
  }
  return text + " [OPTIONS]";
}

} // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) words.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::string help_of_program(const std::vector<Command>& commands, const std::string& version) {
  std::string text = "Leadvault " + version +
                     ": encrypted leads, released only by policy and consent, every release on "
                     "record.\n\nUsage: leadvault COMMAND [OPTIONS]\n";
  constexpr Group order[] = {Group::start,      Group::leads,          Group::consent,
                             Group::compliance, Group::administration, Group::other};
  for (const auto group : order) {
    std::vector<const Command*> members;
    for (const auto& command : commands) {
      if (command.group == group) members.push_back(&command);
    }
    if (members.empty()) continue;
    text += std::string("\n") + title_of(group) + ":\n" + rows_of(members);
  }
  return text + "\nleadvault COMMAND --help shows options and examples; leadvault help exit-codes "
                "what a program can\nrely on. Documentation: docs/cli.md.\n";
}

std::string help_of_group(const std::vector<Command>& commands, const std::string& group) {
  std::vector<const Command*> members;
  for (const auto& command : commands) {
    if (command.path.starts_with(group + " ")) members.push_back(&command);
  }
  return "Usage: leadvault " + group + " COMMAND [OPTIONS]\n\n" + rows_of(members);
}

std::string help_of(const Command& command) {
  std::string text = command.summary + ".\n\nUsage: " + usage_of(command) + "\n\nExamples:\n";
  for (const auto& example : command.examples) text += "  $ " + example + "\n";
  text += "\nOptions:\n";
  auto options = command.options;
  options.push_back({"--help", "", "this page", {}, {}});
  std::size_t width = 0;
  const auto left = [](const Option& option) {
    return option.positional() || option.flag() ? option.name : option.name + " " + option.value;
  };
  for (const auto& option : options) width = std::max(width, left(option).size());
  for (const auto& option : options) {
    text += "  " + padded(left(option), width + 2) + option.help;
    for (std::size_t i = 0; i < option.choices.size(); ++i) {
      text += (i == 0 ? ": " : ", ") + option.choices[i];
    }
    if (option.need == Need::required) text += " (required)";
    text += "\n";
  }
  return text;
}

std::string help_exit_codes() {
  std::string text = "Exit codes:\n";
  for (int number = to_int(ExitCode::ok); number <= to_int(ExitCode::overdue); ++number) {
    text += "  " + padded(std::to_string(number), 4) +
            std::string(meaning_of(static_cast<ExitCode>(number))) + "\n";
  }
  return text;
}

} // namespace lv::cli

// From argv to one command of the table. The only file that sees CLI11, which is slow to compile.
#include "cli/help.hpp"
#include "cli/suggest.hpp"

#include "leadvault/cli/cli.hpp"
#include "leadvault/cli/exit_code.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace lv::cli {

std::string Parsed::get(std::string_view name, std::string_view otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string(otherwise) : found->second.front();
}

std::vector<std::string> Parsed::all(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

namespace {

struct Found {
  const Command* command = nullptr;
  std::string group; // the path so far, when it ends before a command
  std::size_t used = 0;
};

Found find_command(const std::vector<Command>& commands,
                   const std::vector<std::string>& arguments) {
  Found found;
  std::string path;
  for (const auto& word : arguments) {
    if (word.starts_with("-")) break;
    const auto next = path.empty() ? word : path + " " + word;
    const bool exact = std::any_of(commands.begin(), commands.end(),
                                   [&](const Command& row) { return row.path == next; });
    const bool prefix = std::any_of(commands.begin(), commands.end(), [&](const Command& row) {
      return row.path.starts_with(next + " ");
    });
    if (!exact && !prefix) break;
    path = next;
    ++found.used;
  }
  found.group = path;
  for (const auto& row : commands) {
    if (row.path == path) found.command = &row;
  }
  return found;
}

int usage_failure(const Context& context, const std::string& message, const std::string& path) {
  context.terminal.err_line("leadvault: " + message);
  context.terminal.err_line("Try: leadvault " + (path.empty() ? "" : path + " ") + "--help");
  return to_int(ExitCode::usage);
}

std::string hint(const std::string& name) {
  return name.empty() ? "" : "; did you mean " + name + "?";
}

int unknown_command(const std::vector<Command>& commands, const Context& context,
                    const Found& found, const std::string& word) {
  std::vector<std::string> names;
  for (const auto& row : commands) {
    if (found.group.empty()) {
      names.push_back(row.path);
      names.push_back(words_of(row.path).front());
    } else if (row.path.starts_with(found.group + " ")) {
      names.push_back(row.path.substr(found.group.size() + 1));
    }
  }
  const auto shown = std::string(printable(word));
  return usage_failure(context, "unknown command " + shown + hint(nearest(word, names)),
                       found.group);
}

// What stands on the command line and is not ours may be personal data: only something that
// looks like an option is repeated, and of it only the name.
int unexpected(const Context& context, const Command& command, const std::string& word) {
  if (!word.starts_with("--")) {
    return usage_failure(context, "unexpected argument", command.path);
  }
  const auto name = word.substr(0, word.find('='));
  std::vector<std::string> names{"--help"};
  for (const auto& option : command.options) names.push_back(option.name);
  return usage_failure(
      context, "unknown option " + std::string(printable(name)) + hint(nearest(name, names)),
      command.path);
}

struct Slot {
  const Option* option;
  CLI::Option* parsed;
  std::string value;               // of Count::one
  std::vector<std::string> values; // of Count::many
};

void declare(CLI::App& app, const Command& command, std::vector<Slot>& slots) {
  slots.reserve(command.options.size()); // the parser keeps references
  for (const auto& option : command.options) {
    auto& slot = slots.emplace_back(Slot{&option, nullptr, {}, {}});
    if (option.flag()) {
      slot.parsed = app.add_flag(option.name);
    } else {
      slot.parsed = option.count == Count::one ? app.add_option(option.name, slot.value)
                                               : app.add_option(option.name, slot.values);
      if (option.need == Need::required) slot.parsed->required();
    }
    if (option.count == Count::one) slot.parsed->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  }
}

int run_command(const Command& command, const Context& context,
                std::vector<std::string> arguments) {
  CLI::App app;
  app.set_help_flag("-h,--help");
  app.allow_extras();
  std::vector<Slot> slots;
  declare(app, command, slots);
  std::reverse(arguments.begin(), arguments.end()); // as CLI11 takes them
  try {
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    context.terminal.out(help_of(command));
    return to_int(ExitCode::ok);
  } catch (const CLI::RequiredError&) {
    for (const auto& slot : slots) {
      if (slot.option->need == Need::required && slot.parsed->count() == 0) {
        return usage_failure(context, slot.option->name + " is missing", command.path);
      }
    }
    return usage_failure(context, "something is missing", command.path);
  } catch (const CLI::ParseError& error) { // its text may quote a value: only its kind is told
    return usage_failure(context, "the options do not fit (" + error.get_name() + ")",
                         command.path);
  }
  const auto extras = app.remaining();
  if (!extras.empty()) return unexpected(context, command, extras.front());
  Parsed::Values values;
  for (const auto& slot : slots) {
    if (slot.parsed->count() == 0) continue;
    const auto& choices = slot.option->choices;
    auto given = slot.option->count == Count::one ? std::vector{slot.value} : slot.values;
    const bool is_choice = std::all_of(given.begin(), given.end(), [&](const std::string& value) {
      return choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end();
    });
    if (!is_choice)
      return usage_failure(context, slot.option->name + " is none of its choices", command.path);
    values.emplace(slot.option->name, std::move(given));
  }
  return command.run(Parsed(std::move(values)));
}

// help and completion speak of the whole table, so they come in here.
std::vector<Command> with_built_in(const std::vector<Command>& given, const Context& context) {
  std::vector<Command> all = given;
  Command exit_codes{"help exit-codes",
                     Group::other,
                     "What each exit code means",
                     {"leadvault help exit-codes"},
                     {},
                     {}};
  exit_codes.run = [&context](const Parsed&) {
    context.terminal.out(help_exit_codes());
    return to_int(ExitCode::ok);
  };
  all.push_back(std::move(exit_codes));
  Command completion{"completion",
                     Group::other,
                     "Completion for your shell",
                     {"source <(leadvault completion bash)"},
                     {{"SHELL", "", "the shell", Need::required, {"bash", "zsh", "fish"}}},
                     {}};
  all.push_back(completion);
  all.back().run = [&context, all](const Parsed& parsed) {
    context.terminal.out(completion_script(all, parsed.get("SHELL")));
    return to_int(ExitCode::ok);
  };
  return all;
}

int run_words(const std::vector<Command>& commands, const Context& context,
              const std::vector<std::string>& arguments) {
  const auto all = with_built_in(commands, context);
  auto words = arguments;
  if (!words.empty() && words.front() == "--version") {
    context.terminal.out_line("leadvault " + context.version);
    return to_int(ExitCode::ok);
  }
  // "help lead get" is "lead get --help".
  if (!words.empty() && words.front() == "help" &&
      !(words.size() > 1 && words[1] == "exit-codes")) {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  const auto found = find_command(all, words);
  const std::vector<std::string> rest(words.begin() + static_cast<std::ptrdiff_t>(found.used),
                                      words.end());
  if (found.command != nullptr) return run_command(*found.command, context, rest);
  if (!rest.empty() && !rest.front().starts_with("-")) {
    return unknown_command(all, context, found, rest.front());
  }
  const bool asked = !rest.empty() && (rest.front() == "--help" || rest.front() == "-h");
  const auto text =
      found.group.empty() ? help_of_program(all, context.version) : help_of_group(all, found.group);
  if (asked || (words.empty())) {
    context.terminal.out(text);
    return to_int(ExitCode::ok);
  }
  context.terminal.err(text);
  return to_int(ExitCode::usage);
}

} // namespace

int run_command_line(const std::vector<Command>& commands, const Context& context,
                     const std::vector<std::string>& arguments) {
  const int code = run_words(commands, context, arguments);
  const auto written = context.terminal.take_written();
  if (written) return code;
  context.terminal.err_line(std::string("leadvault: ") + written.error().what());
  return code == to_int(ExitCode::ok) ? to_int(ExitCode::failed) : code;
}

} // namespace lv::cli

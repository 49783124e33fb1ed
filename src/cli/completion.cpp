#include "cli/help.hpp"

#include <map>
#include <set>

namespace lv::cli {
namespace {

// What may follow each path: "" -> {lead, status, ...}, "lead" -> {get, list, ...}.
using Branches = std::map<std::string, std::set<std::string>>;

Branches branches_of(const std::vector<Command>& commands) {
  Branches branches;
  for (const auto& command : commands) {
    std::string path;
    for (const auto& word : words_of(command.path)) {
      branches[path].insert(word);
      path += (path.empty() ? "" : " ") + word;
    }
  }
  return branches;
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string choices_of(const Option& option) {
  std::string text;
  for (const auto& choice : option.choices) text += (text.empty() ? "" : " ") + choice;
  return text;
}

bool takes_path(const Option& option) { return option.value == "FILE" || option.value == "DIR"; }

// One case per path; our names hold no character that a shell would read.
std::string bash_cases(const std::vector<Command>& commands) {
  std::string text;
  for (const auto& [path, words] : branches_of(commands)) {
    text += "    \"" + path + "\") words=\"" + joined(words) + "\" ;;\n";
  }
  for (const auto& command : commands) {
    std::string options = "--help";
    for (const auto& option : command.options) {
      options += option.positional() ? " " + choices_of(option) : " " + option.name;
    }
    text += "    \"" + command.path + "\") words=\"" + options + "\" ;;\n";
  }
  return text;
}

std::string bash_values(const std::vector<Command>& commands) {
  std::map<std::string, std::string> values;
  for (const auto& command : commands) {
    for (const auto& option : command.options) {
      if (option.positional() || option.flag()) continue;
      values[option.name] = takes_path(option) ? "-" : choices_of(option);
    }
  }
  std::string text;
  for (const auto& [name, words] : values) {
    text += "    " + name + ") ";
    text += words == "-" ? "COMPREPLY=($(compgen -f -- \"$cur\"))"
                         : "COMPREPLY=($(compgen -W \"" + words + "\" -- \"$cur\"))";
    text += "; return ;;\n";
  }
  return text;
}

std::string bash_script(const std::vector<Command>& commands) {
  std::string known;
  for (const auto& [path, words] : branches_of(commands)) {
    for (const auto& word : words) {
      known += " \"" + (path.empty() ? word : path + " " + word) + "\"";
    }
  }
  return "# leadvault completion for bash: source <(leadvault completion bash)\n"
         "_leadvault() {\n"
         "  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
         "  local path=\"\" word next i words=\"\"\n"
         "  local known=(" +
         known +
         " )\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    word=\"${COMP_WORDS[i]}\"; next=\"${path:+$path }$word\"\n"
         "    for k in \"${known[@]}\"; do [ \"$k\" = \"$next\" ] && path=\"$next\"; done\n"
         "  done\n"
         "  case \"$prev\" in\n" +
         bash_values(commands) +
         "  esac\n"
         "  case \"$path\" in\n" +
         bash_cases(commands) +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
         "}\n"
         "complete -o default -F _leadvault leadvault\n";
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string fish_script(const std::vector<Command>& commands) {
  std::string text = "# leadvault completion for fish: leadvault completion fish | source\n"
                     "function __leadvault_at\n"
                     "  set -l words (commandline -opc)\n"
                     "  set -e words[1]\n"
                     "  string match -q -- \"$argv*\" \"$words\"; or test -z \"$argv\"\n"
                     "end\n"
                     "function __leadvault_exactly\n"
                     "  set -l words (commandline -opc)\n"
                     "  set -e words[1]\n"
                     "  test \"$words\" = \"$argv\"\n"
                     "end\n"
                     "complete -c leadvault -f\n";
  for (const auto& [path, words] : branches_of(commands)) {
    text +=
        "complete -c leadvault -n '__leadvault_exactly " + path + "' -a '" + joined(words) + "'\n";
  }
  for (const auto& command : commands) {
    const auto condition = " -n '__leadvault_at " + command.path + "'";
    for (const auto& option : command.options) {
      if (option.positional()) continue;
      text += "complete -c leadvault" + condition + " -l " + option.name.substr(2);
      if (!option.flag()) text += takes_path(option) ? " -r -F" : " -x";
      if (!option.choices.empty()) text += " -a '" + choices_of(option) + "'";
      text += " -d " + quoted(option.help) + "\n";
    }
  }
  return text;
}

} // namespace

std::string completion_script(const std::vector<Command>& commands, std::string_view shell) {
  if (shell == "bash") return bash_script(commands);
  if (shell == "fish") return fish_script(commands);
  if (shell == "zsh") {
    return "#compdef leadvault\n# leadvault completion for zsh: source <(leadvault completion "
           "zsh)\nautoload -U +X bashcompinit && bashcompinit\n" +
           bash_script(commands);
  }
  return {};
}

} // namespace lv::cli

#include "server_process.hpp"

#include "leadvault/base/json.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

extern char** environ;

namespace lv::bench {
namespace {

using namespace std::chrono_literals;
constexpr auto start_limit = 30s;
constexpr auto stop_limit = 20s;

pid_t spawn(const std::vector<std::string>& command, const std::filesystem::path& log) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  std::vector<char*> arguments;
  for (const auto& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw BenchError("cannot start " + command.front());
  return pid;
}

std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string last_of(const std::filesystem::path& log) {
  const std::string text = text_of_file(log);
  return text.size() <= 1'000 ? text : text.substr(text.size() - 1'000);
}

} // namespace

std::filesystem::path sibling_program(const char* name) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

void run_program(const std::vector<std::string>& command, const std::filesystem::path& log,
                 Ending expected) {
  const pid_t pid = spawn(command, log);
  int status = 0;
  ::waitpid(pid, &status, 0);
  const bool success = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  if (expected == Ending::success ? !success : !killed)
    throw BenchError(command[0] + " " + command[1] + " failed: " + last_of(log));
}

Profiler::Profiler(pid_t target, const std::filesystem::path& file) {
  if (file.empty()) return;
  pid_ = spawn({"/usr/bin/perf", "record", "-q", "-F", "499", "--call-graph", "dwarf,16384", "-o",
                file, "-p", std::to_string(target)},
               "/dev/null");
}

Profiler::~Profiler() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGINT); // perf writes its file and ends
  ::waitpid(pid_, nullptr, 0);
}

AskPorts ports_in(std::filesystem::path file) {
  return [file = std::move(file)]() -> std::optional<Ports> {
    const auto json = parse_json(text_of_file(file));
    const auto number = [&](const char* name) {
      const auto* value = json ? json->find(name) : nullptr;
      const auto* port = value != nullptr ? value->as_int() : nullptr;
      return static_cast<std::uint16_t>(port != nullptr ? *port : 0);
    };
    const Ports ports{number("port"), number("admin_port")};
    return ports.service != 0 ? std::optional(ports) : std::nullopt;
  };
}

ServerProcess::ServerProcess(const std::vector<std::string>& command,
                             const std::filesystem::path& log, const AskPorts& ask_ports)
    : pid_(spawn(command, log)) {
  const auto until = std::chrono::steady_clock::now() + start_limit;
  while (std::chrono::steady_clock::now() < until) {
    if (const auto ports = ask_ports()) {
      ports_ = *ports;
      return;
    }
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      throw BenchError(command[0] + " ended at once: " + last_of(log));
    }
    std::this_thread::sleep_for(5ms);
  }
  stop();
  throw BenchError(command[0] + " did not start to serve: " + last_of(log));
}

ServerProcess::~ServerProcess() { stop(); }

void ServerProcess::stop() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  const auto until = std::chrono::steady_clock::now() + stop_limit;
  while (::waitpid(pid_, nullptr, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > until) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(5ms);
  }
  pid_ = -1;
}

std::string ServerProcess::proc(const char* name) const {
  std::string text = text_of_file("/proc/" + std::to_string(pid_) + "/" + name);
  if (text.empty()) throw BenchError("the server has ended");
  return text;
}

double ServerProcess::cpu_seconds() const {
  const std::string text = proc("stat");
  std::size_t at = text.rfind(')');                                     // the name may hold spaces
  for (int field = 2; field < 14; ++field) at = text.find(' ', at + 1); // proc(5): 14 is utime
  std::size_t used = 0;
  const auto user = std::stoull(text.substr(at + 1), &used);
  const auto system = std::stoull(text.substr(at + 1 + used));
  return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double ServerProcess::resident_mib() const {
  static constexpr std::string_view name = "VmRSS:";
  const std::string text = proc("status");
  const auto at = text.find(name);
  if (at == std::string::npos) throw BenchError("the server has ended");
  return std::stod(text.substr(at + name.size())) / 1'024; // kB
}

std::size_t ServerProcess::descriptors() const {
  const std::filesystem::path folder = "/proc/" + std::to_string(pid_) + "/fd";
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder),
                                                std::filesystem::directory_iterator()));
}

bool ServerProcess::has_loaded(const std::string& library) const {
  return proc("maps").find(library) != std::string::npos;
}

} // namespace lv::bench

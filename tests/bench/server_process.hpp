// ServerProcess: a server started by the benchmark, its port, its CPU time, and its end.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace lv::bench {

// A benchmark that cannot be run to its end says why and gives no figure.
struct BenchError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::filesystem::path sibling_program(const char* name); // beside the running program

// Runs a program to its end, which must be exit code 0, or SIGKILL; its output goes to `log`.
enum class Ending { success, killed };
void run_program(const std::vector<std::string>& command, const std::filesystem::path& log,
                 Ending expected = Ending::success);

// Samples the stacks of a process with perf for as long as it lives; empty file: does nothing.
class Profiler {
public:
  Profiler(pid_t target, const std::filesystem::path& file);
  Profiler(const Profiler&) = delete;
  Profiler& operator=(const Profiler&) = delete;
  ~Profiler();

private:
  pid_t pid_ = -1;
};

struct Ports {
  std::uint16_t service = 0;
  std::uint16_t admin = 0; // 0: it has none
};
// Where the server can be reached; absent: it does not serve yet.
using AskPorts = std::function<std::optional<Ports>()>;
AskPorts ports_in(std::filesystem::path file); // {"port":N,...}, written when it serves

class ServerProcess {
public:
  ServerProcess(const std::vector<std::string>& command, const std::filesystem::path& log,
                const AskPorts& ask_ports);
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess(); // SIGTERM, then SIGKILL when it does not end

  const Ports& ports() const { return ports_; }
  std::uint16_t port() const { return ports_.service; }
  pid_t pid() const { return pid_; }
  double cpu_seconds() const; // user and system time of all its threads so far
  double resident_mib() const;
  std::size_t descriptors() const;
  bool has_loaded(const std::string& library) const;

private:
  void stop();
  std::string proc(const char* name) const;
  pid_t pid_ = -1;
  Ports ports_;
};

} // namespace lv::bench

// ServerProcess: a server started by the benchmark, its port, its CPU time, and its end.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace lv::bench {

// A benchmark that cannot be run to its end says why and gives no figure.
struct BenchError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::filesystem::path sibling_program(const char* name); // beside the running program

// Runs a program to its end; its output goes to `log`.
void run_program(const std::vector<std::string>& command, const std::filesystem::path& log);

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

class ServerProcess {
public:
  // The server writes {"port":N,...} to `port_file` when it serves.
  ServerProcess(const std::vector<std::string>& command, const std::filesystem::path& port_file,
                const std::filesystem::path& log);
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess(); // SIGTERM, then SIGKILL when it does not end

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return pid_; }
  double cpu_seconds() const; // user and system time of all its threads so far

private:
  void stop();
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

} // namespace lv::bench

// Runs a callable in a forked child and gives what it returned, or -1 when the child was killed.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace lv::test {

template <class F>
int in_child(F&& body) {
  const pid_t child = fork();
  if (child < 0) return -2;
  if (child == 0) {
    std::signal(SIGSEGV, SIG_DFL);
    _exit(body());
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) return -2;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace lv::test

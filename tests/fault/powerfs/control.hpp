// The Unix socket that takes commands; served by a thread of its own until it is destroyed.
#pragma once

#include "disk.hpp"

#include <thread>

namespace powerfs {

class Control {
public:
  Control(Disk& disk, std::string socket_path); // throws std::system_error
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

private:
  void run();

  Disk& disk_;
  const std::string path_;
  int listener_ = -1;
  int stop_[2] = {-1, -1}; // a pipe that ends the thread
  std::thread thread_;
};

} // namespace powerfs

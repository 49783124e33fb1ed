// powerfs --control SOCKET BACKING MOUNTPOINT: see README.md.
#include "control.hpp"
#include "mount.hpp"

#include <unistd.h>

#include <cstdio>
#include <stdexcept>

namespace powerfs {

namespace {

void set_up(void*, fuse_conn_info* connection) { connection->max_write = 1 << 20; }

class Session {
public:
  Session(Mount& mount, const std::string& mountpoint) {
    fuse_lowlevel_ops operations{};
    operations.init = set_up;
    add_name_operations(operations);
    add_file_operations(operations);
    const bool root = ::geteuid() == 0; // only root may always let other users in
    std::string options = "-ofsname=powerfs,default_permissions";
    if (root) options += ",allow_other";
    char* arguments[] = {program_, options.data(), nullptr};
    fuse_args given = FUSE_ARGS_INIT(2, arguments);
    session_ = fuse_session_new(&given, &operations, sizeof operations, &mount);
    fuse_opt_free_args(&given);
    if (session_ == nullptr) throw std::runtime_error("no FUSE session");
    if (fuse_set_signal_handlers(session_) != 0 ||
        fuse_session_mount(session_, mountpoint.c_str()) != 0) {
      fuse_session_destroy(session_);
      throw std::runtime_error("cannot mount");
    }
  }

  ~Session() {
    fuse_session_unmount(session_);
    fuse_remove_signal_handlers(session_);
    fuse_session_destroy(session_);
  }

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void run() { fuse_session_loop_mt(session_, nullptr); }

private:
  char program_[8] = "powerfs";
  fuse_session* session_ = nullptr;
};

int serve_folder(const std::string& socket, const std::string& backing,
                 const std::string& mountpoint) {
  Disk disk(backing, backing + ".removed");
  Mount mount(disk);
  Session session(mount, mountpoint);
  const Control control(disk, socket);
  std::puts("ready");
  std::fflush(stdout);
  session.run();
  return 0;
}

} // namespace

} // namespace powerfs

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments, arguments + count);
  if (words.size() != 5 || words[1] != "--control") {
    std::fputs("usage: powerfs --control SOCKET BACKING MOUNTPOINT\n", stderr);
    return 2;
  }
  try {
    return powerfs::serve_folder(words[2], words[3], words[4]);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "powerfs: %s\n", failure.what());
    return 1;
  }
}

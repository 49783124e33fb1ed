#include "leadvault/cli/terminal.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace lv::cli {
namespace {

constexpr std::size_t line_bytes_max = 4096;

int descriptor_of(Stream stream) {
  switch (stream) {
  case Stream::in:
    return STDIN_FILENO;
  case Stream::out:
    return STDOUT_FILENO;
  case Stream::err:
    return STDERR_FILENO;
  }
  return STDERR_FILENO;
}

// A reader that went away (a closed pipe) ends the output; the command's own result stands.
Result<void> write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(descriptor, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0 && errno == EPIPE) return {};
    if (put < 0 && errno == ENOSPC) {
      return LV_FAIL(no_space, "standard output cannot be written: the disk is full");
    }
    if (put <= 0) return LV_FAIL(io, "standard output cannot be written");
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

// The controlling terminal, without echo while it lives when asked so.
class Tty {
public:
  explicit Tty(Echo echo) : descriptor_(::open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (descriptor_ < 0 || echo == Echo::on) return;
    if (::tcgetattr(descriptor_, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silenced_ = ::tcsetattr(descriptor_, TCSAFLUSH, &silent) == 0;
  }
  Tty(const Tty&) = delete;
  Tty& operator=(const Tty&) = delete;
  ~Tty() {
    if (descriptor_ < 0) return;
    if (silenced_) {
      ::tcsetattr(descriptor_, TCSAFLUSH, &before_);
      write_all(descriptor_, "\n");
    }
    ::close(descriptor_);
  }

  int descriptor() const { return descriptor_; }

private:
  int descriptor_;
  termios before_{};
  bool silenced_ = false;
};

} // namespace

void Terminal::out_line(std::string_view line) {
  SecretText text(line);
  text += '\n';
  out(text);
}

void Terminal::err_line(std::string_view line) {
  std::string text(line);
  text += '\n';
  err(text);
}

void SystemTerminal::out(std::string_view data) {
  if (written_) written_ = write_all(STDOUT_FILENO, data);
}

void SystemTerminal::err(std::string_view message) { write_all(STDERR_FILENO, message); }

Result<void> SystemTerminal::take_written() { return std::exchange(written_, Result<void>()); }

bool SystemTerminal::is_tty(Stream stream) const { return ::isatty(descriptor_of(stream)) == 1; }

bool SystemTerminal::colour(Stream stream) const {
  return colour_ == Colour::automatic && is_tty(stream);
}

Result<SecretText> SystemTerminal::read_input(std::size_t bytes_max) {
  SecretText text;
  SecretText piece(16 * 1024, '\0');
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return LV_FAIL(io, "standard input cannot be read");
    if (got == 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(got));
    if (text.size() > bytes_max) return LV_FAIL(too_large, "standard input is too long");
  }
}

Result<SecretText> SystemTerminal::ask(std::string_view question, Echo echo) {
  const Tty tty(echo);
  if (tty.descriptor() < 0) return LV_FAIL(io, "there is no terminal to ask on");
  write_all(tty.descriptor(), question);
  SecretText line;
  char c = 0;
  while (true) {
    const ssize_t got = ::read(tty.descriptor(), &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || c == '\n') return line;
    if (line.size() == line_bytes_max) return LV_FAIL(too_large, "the line is too long");
    line += c;
  }
}

SecretText printable(std::string_view text) {
  constexpr std::string_view replacement = "\xEF\xBF\xBD";
  SecretText out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xc2 && i + 1 < text.size() &&
                    static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
                    static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (byte < 0x20 || byte == 0x7f) {
      out += replacement;
    } else if (c1) {
      out += replacement;
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

} // namespace lv::cli

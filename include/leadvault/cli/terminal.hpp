// Terminal: where commands read and write. Data goes to `out`, messages to `err`.
// Made by main (SystemTerminal) or a test; one thread. Never echoes a secret it reads and never
// lets bytes of the vault's answers move the cursor: `printable` takes their control characters.
#pragma once

#include "leadvault/base/json.hpp"

#include <string>
#include <string_view>

namespace lv::cli {

enum class Stream { in, out, err };
enum class Echo { on, off };
enum class Colour { automatic, never };

class Terminal {
public:
  virtual ~Terminal() = default;

  // What could not be written is told by `take_written`; until then the rest is left out.
  virtual void out(std::string_view data) = 0;
  virtual void err(std::string_view message) = 0;
  // Whether everything went to `out` since this was asked last: whoever asks tells the user. A
  // reader that went away (a closed pipe) is no failure. Errors: no_space, io.
  virtual Result<void> take_written() = 0;
  virtual bool is_tty(Stream stream) const = 0;
  virtual bool colour(Stream stream) const = 0; // a tty, and neither NO_COLOR nor TERM=dumb
  // Standard input up to its end. Errors: io, too_large.
  virtual Result<SecretText> read_input(std::size_t bytes_max) = 0;
  // One line from the terminal, after `question` on err. Errors: io (no terminal).
  virtual Result<SecretText> ask(std::string_view question, Echo echo) = 0;

  void out_line(std::string_view line);
  void err_line(std::string_view line);
};

class SystemTerminal final : public Terminal {
public:
  explicit SystemTerminal(Colour colour) : colour_(colour) {}

  void out(std::string_view data) override;
  void err(std::string_view message) override;
  Result<void> take_written() override;
  bool is_tty(Stream stream) const override;
  bool colour(Stream stream) const override;
  Result<SecretText> read_input(std::size_t bytes_max) override;
  Result<SecretText> ask(std::string_view question, Echo echo) override;

private:
  Colour colour_;
  Result<void> written_;
};

// Control characters (C0, DEL, C1) become U+FFFD, so that no value can steer a terminal.
SecretText printable(std::string_view text);

} // namespace lv::cli

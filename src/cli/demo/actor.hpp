// Actor: one of the demo's principals at its own connection. Each call is shown as it goes over
// the wire, without the key, and each answer as it came, shortened.
#pragma once

#include "leadvault/cli/client.hpp"
#include "leadvault/cli/demo.hpp"

namespace lv::cli {

enum class Style { plain, bold, green, red, dim };

// Text on out, coloured where that is wanted.
void say(Terminal& terminal, Style style, std::string_view text);

class Actor {
public:
  static Outcome<Actor> make(const DemoContext& demo, const DemoPrincipal& who);

  // The answer whatever its status.
  Outcome<Answer> get(const std::string& target, const std::string& purpose = {});
  Outcome<Answer> post(const std::string& target, SecretText body);
  // Of the version that `etag` names.
  Outcome<Answer> patch(const std::string& target, const std::string& etag, SecretText body);
  Client& client() { return client_; }
  const std::string& title() const { return title_; }

private:
  Actor(Client client, std::string title) : client_(std::move(client)), title_(std::move(title)) {}
  Client client_;
  std::string title_;
};

} // namespace lv::cli

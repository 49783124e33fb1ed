#include "cli/demo/actor.hpp"

#include "cli/files.hpp"

namespace lv::cli {
namespace {

constexpr std::size_t shown_bytes_max = 600;

const char* code_of(Style style) {
  switch (style) {
  case Style::plain:
    return "";
  case Style::bold:
    return "\033[1m";
  case Style::green:
    return "\033[32m";
  case Style::red:
    return "\033[31m";
  case Style::dim:
    return "\033[2m";
  }
  return "";
}

SecretText shortened(std::string_view text) {
  if (text.size() <= shown_bytes_max) return printable(text);
  auto end = shown_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return printable(text.substr(0, end)) + "… (" +
         SecretText(std::to_string(text.size() / 1024 + 1)) + " KiB)";
}

// Shows what passes; sends nothing of its own.
class ShownTransport final : public Transport {
public:
  ShownTransport(std::unique_ptr<Transport> inner, Terminal& terminal, std::string url,
                 std::string key_file)
      : inner_(std::move(inner)), terminal_(terminal), url_(std::move(url)),
        key_file_(std::move(key_file)) {}

  Result<Response> send(const Request& request, const BodySink& sink) override {
    show(request);
    auto response = inner_->send(request, sink);
    if (response) show(*response);
    return response;
  }

private:
  void line(Style style, std::string_view text) { say(terminal_, style, text); }

  void show(const Request& request) {
    line(Style::dim, "  > " + request.method + " " + url_ + request.target);
    line(Style::dim, "  > Authorization: Bearer ... (from " + key_file_ + ")");
    for (const auto& [name, value] : request.headers) {
      line(Style::dim, "  > " + name + ": " + value);
    }
    if (!request.body.empty()) line(Style::dim, "  > " + shortened(request.body));
  }

  void show(const Response& response) {
    line(Style::dim, "  < " + std::to_string(response.status));
    const auto receipt = response.header("leadvault-audit");
    if (!receipt.empty()) line(Style::dim, "  < Leadvault-Audit: " + std::string(receipt));
    if (!response.body.empty()) line(Style::plain, "  < " + shortened(response.body));
  }

  std::unique_ptr<Transport> inner_;
  Terminal& terminal_;
  std::string url_;
  std::string key_file_;
};

} // namespace

void say(Terminal& terminal, Style style, std::string_view text) {
  SecretText line;
  const bool colour = style != Style::plain && terminal.colour(Stream::out);
  if (colour) line += code_of(style);
  line += text;
  if (colour) line += "\033[0m";
  terminal.out_line(line);
}

Outcome<Actor> Actor::make(const DemoContext& demo, const DemoPrincipal& who) {
  TransportOptions options;
  options.url = demo.url;
  options.ca_file = demo.ca_file;
  LV_TRY(key, read_key_file(who.key_file));
  options.api_key = std::move(key);
  auto opened = demo.context.open_transport ? demo.context.open_transport(std::move(options))
                                            : open_https_transport(std::move(options));
  if (!opened) return opened.error();
  auto shown = std::make_unique<ShownTransport>(std::move(*opened), demo.context.terminal, demo.url,
                                                who.key_file.filename().string());
  return Actor(Client(std::move(shown)), who.title);
}

Outcome<Answer> Actor::get(const std::string& target, const std::string& purpose) {
  Request request;
  request.target = target;
  if (!purpose.empty()) request.headers.emplace_back("Leadvault-Purpose", purpose);
  return client_.exchange(request);
}

Outcome<Answer> Actor::patch(const std::string& target, const std::string& etag, SecretText body) {
  Request request;
  request.method = "PATCH";
  request.target = target;
  request.headers.emplace_back("If-Match", etag);
  request.content_type = "application/merge-patch+json";
  request.body = std::move(body);
  return client_.exchange(request);
}

Outcome<Answer> Actor::post(const std::string& target, SecretText body) {
  Request request;
  request.method = "POST";
  request.target = target;
  if (!body.empty()) request.content_type = "application/json";
  request.body = std::move(body);
  return client_.exchange(request);
}

} // namespace lv::cli

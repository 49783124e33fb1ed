#include "leadvault/base/log.hpp"

#include "leadvault/base/json.hpp"
#include "leadvault/base/time.hpp"

#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace lv::log {

namespace {

// From the source tree's own folder on: where it was built is nobody's business.
std::string_view within_tree(std::string_view file) {
  for (const std::string_view folder : {"src/", "include/leadvault/", "tests/"}) {
    if (const auto at = file.rfind(folder); at != std::string_view::npos) return file.substr(at);
  }
  return file;
}

// The process has one stderr, so it has one level and one sink.
std::atomic<Level> least{Level::info};
std::atomic<void (*)(std::string_view)> sink{nullptr};

const char* level_name(Level level) {
  switch (level) {
  case Level::debug:
    return "debug";
  case Level::info:
    return "info";
  case Level::warning:
    return "warning";
  case Level::error:
    return "error";
  }
  return "error";
}

// One write per line, so that lines of several threads never mix. A refused write is dropped:
// there is no other place to complain to.
void emit(JsonWriter& line) {
  line.end_object();
  if (auto* to = sink.load()) return to(line.text());
  SecretText out = line.take();
  out += '\n';
  while (::write(STDERR_FILENO, out.data(), out.size()) < 0 && errno == EINTR) {
  }
}

void begin(JsonWriter& line, Level level, const char* name) {
  line.begin_object();
  line.member("time", std::string_view(to_text(SystemClock().now())));
  line.member("level", level_name(level));
  line.member("event", name);
}

void append(JsonWriter& line, std::initializer_list<Field> fields) {
  for (const Field& field : fields) {
    line.key(field.name());
    if (const auto* number = std::get_if<std::int64_t>(&field.value())) {
      line.value(*number);
    } else {
      line.value(std::string_view(std::get<std::string>(field.value())));
    }
  }
}

} // namespace

void set_level(Level level) { least.store(level); }
bool is_on(Level level) { return level >= least.load(std::memory_order_relaxed); }
void set_sink(void (*to)(std::string_view line)) { sink.store(to); }

void event(Level level, const char* name, std::initializer_list<Field> fields) {
  if (!is_on(level)) return;
  JsonWriter line;
  begin(line, level, name);
  append(line, fields);
  emit(line);
}

void failure(const char* name, const Error& error, std::initializer_list<Field> fields) {
  JsonWriter line;
  begin(line, Level::error, name);
  line.member("code", code_name(error.code()));
  line.member("what", error.what());
  line.member("file", within_tree(error.where().file_name()));
  line.member("line", static_cast<std::uint64_t>(error.where().line()));
  append(line, fields);
  emit(line);
}

} // namespace lv::log

// Structured log: one JSON line per event on stderr. Fields are ids, codes and counts by type:
// there is no way to log free text that came from a caller. Thread safe.
#pragma once

#include "leadvault/base/error.hpp"
#include "leadvault/base/id.hpp"

#include <initializer_list>
#include <variant>

namespace lv::log {

enum class Level { debug, info, warning, error };

// A field value: a literal from our own source, a number, an id's text, or an error.
class Field {
public:
  template <std::size_t N>
  Field(const char* name, const char (&literal)[N]) : name_(name), value_(std::string(literal)) {}
  Field(const char* name, std::int64_t number) : name_(name), value_(number) {}
  Field(const char* name, int number) : Field(name, static_cast<std::int64_t>(number)) {}
  Field(const char* name, std::uint64_t number) : Field(name, static_cast<std::int64_t>(number)) {}
  template <class Tag>
  Field(const char* name, const Id<Tag>& id) : name_(name), value_(to_text(id)) {}
  Field(const char* name, Errc code) : name_(name), value_(std::string(code_name(code))) {}
  // For names of our types, file paths and addresses of our own configuration; never for request
  // data.
  static Field operational(const char* name, std::string text) {
    return {name, std::move(text), 0};
  }

  const char* name() const { return name_; }
  const std::variant<std::string, std::int64_t>& value() const { return value_; }

private:
  Field(const char* name, std::string text, int) : name_(name), value_(std::move(text)) {}
  const char* name_;
  std::variant<std::string, std::int64_t> value_;
};

void set_level(Level level);
bool is_on(Level level); // to spare making the fields of an event that nobody sees
// The sink for tests; nullptr restores stderr.
void set_sink(void (*sink)(std::string_view line));
void event(Level level, const char* name, std::initializer_list<Field> fields = {});
void failure(const char* name, const Error& error, std::initializer_list<Field> fields = {});

} // namespace lv::log

#include "leadvault/sql/statement.hpp"

#include "handle.hpp"

#include <utility>

namespace lv::sql {

Statement::Statement(Statement&& other) noexcept
    : handle_(other.handle_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(statement_, other.statement_);
  return *this;
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Run::Run(Run&& other) noexcept
    : handle_(other.handle_), statement_(std::exchange(other.statement_, nullptr)),
      next_(other.next_), failed_(other.failed_) {}

Run::~Run() {
  if (!statement_) return;
  sqlite3_reset(statement_); // its code repeats what `step` said
  sqlite3_clear_bindings(statement_);
}

void Run::bind_one(std::int64_t value) {
  int code = sqlite3_bind_int64(statement_, next_++, value);
  if (code != SQLITE_OK && failed_ == 0) failed_ = code;
}

void Run::bind_one(ByteView value) {
  // A null pointer would bind NULL; an empty blob is a value.
  const void* data = value.empty() ? static_cast<const void*>("") : value.data();
  int code = sqlite3_bind_blob64(statement_, next_++, data, value.size(), SQLITE_STATIC);
  if (code != SQLITE_OK && failed_ == 0) failed_ = code;
}

void Run::bind_one(const std::string& value) {
  int code = sqlite3_bind_text64(statement_, next_++, value.data(), value.size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
  if (code != SQLITE_OK && failed_ == 0) failed_ = code;
}

Result<Step> Run::step() {
  // Not through `failure`: running out of memory while binding says nothing about the file.
  if (failed_ != 0 || next_ - 1 != sqlite3_bind_parameter_count(statement_))
    return LV_FAIL(internal, "a statement was given the wrong parameters");
  int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return Step::row;
  if (code == SQLITE_DONE) return Step::done;
  return handle_->failure(code);
}

Result<void> Run::finish() {
  LV_TRY(step, step());
  if (step == Step::row) return LV_FAIL(internal, "a statement gave a row where none belongs");
  return {};
}

} // namespace lv::sql

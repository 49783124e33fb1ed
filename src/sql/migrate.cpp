#include "leadvault/sql/database.hpp"

namespace lv::sql {
namespace {

Result<void> run_steps(Database& database, std::span<const char* const> steps, std::size_t from) {
  for (std::size_t i = from; i < steps.size(); ++i) LV_CHECK(database.execute(steps[i]));
  std::string version = "PRAGMA user_version=" + std::to_string(steps.size());
  LV_CHECK(database.execute(version.c_str()));
  return database.execute("COMMIT");
}

} // namespace

Result<void> migrate(Database& database, std::span<const char* const> steps) {
  LV_CHECK(database.execute("BEGIN IMMEDIATE"));
  auto version = database.schema_version(); // read inside: nobody else can be migrating
  Result<void> outcome = {};
  if (!version) {
    outcome = version.error();
  } else if (*version < 0 || static_cast<std::size_t>(*version) > steps.size()) {
    outcome = LV_FAIL(newer_schema, "the database was written by a newer Leadvault");
  } else {
    outcome = run_steps(database, steps, static_cast<std::size_t>(*version));
  }
  if (!outcome && database.in_transaction()) {
    if (auto undone = database.execute("ROLLBACK"); !undone) return undone.error();
  }
  return outcome;
}

} // namespace lv::sql

#include "handle.hpp"

namespace lv::sql {
namespace {

Error classify(int code) {
  switch (code & 0xff) {
  case SQLITE_CONSTRAINT:
    return LV_FAIL(conflict, "the row would break a constraint of the schema");
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return LV_FAIL(overloaded, "the database is busy");
  case SQLITE_FULL:
    return LV_FAIL(no_space, "the disk of the database is full");
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
  case SQLITE_READONLY:
  case SQLITE_PERM:
    return LV_FAIL(io, "the operating system refused to read or write the database");
  case SQLITE_TOOBIG:
    return LV_FAIL(too_large, "a value is larger than the database allows");
  default:
    return LV_FAIL(internal, "the database refused a statement");
  }
}

} // namespace

Error Handle::failure(int code) {
  int primary = code & 0xff;
  bool damaged = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_NOMEM;
  if (stage == Stage::serving && damaged) {
    Error error = LV_FAIL(integrity, "a page of the database is damaged");
    // One alarm for one connection: what follows are echoes of the same page.
    if (!unusable && on_integrity) on_integrity(error);
    unusable = true;
    return error;
  }
  Error error = classify(code);
  // After these nobody knows what the pager still believes.
  if (error.code() == Errc::io || error.code() == Errc::no_space) unusable = true;
  return error;
}

} // namespace lv::sql

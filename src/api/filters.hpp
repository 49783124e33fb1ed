// What lists take from the query: typed values, pages and cursors. Faults are violations of the
// call, at "query/NAME".
#pragma once

#include "api/call.hpp"
#include "api/cursor.hpp"

namespace lv::api {

std::optional<Time> query_time(Call& call, std::string_view name);
std::size_t query_limit(Call& call); // 1 to limits::page_size_max

// A parameter that is an id; zero when absent or refused.
template <class Tag>
Id<Tag> query_id(Call& call, std::string_view name) {
  const auto text = call.request.parameter(name);
  if (!text) return {};
  if (auto id = parse_id<Tag>(*text)) return *id;
  call.violations.push_back({"query/" + std::string(name), "id-syntax", "this is not such an id"});
  return {};
}

// A parameter out of a closed set of names.
template <class Parse>
auto query_choice(Call& call, std::string_view name, Parse parse)
    -> std::optional<std::decay_t<decltype(*parse(std::string_view()))>> {
  const auto text = call.request.parameter(name);
  if (!text) return std::nullopt;
  auto parsed = parse(*text);
  if (parsed) return *parsed;
  call.violations.push_back({"query/" + std::string(name), "unknown-value",
                             "this is not one of the values the parameter takes"});
  return std::nullopt;
}

store::ListFilter query_filter(Call& call);
store::ListFilter body_filter(ObjectReader& reader);
void encode(const store::ListFilter& filter, ByteWriter& out);

// A scope for this call's cursors; `filter` is what the list was asked with.
CursorScope cursor_scope(const Call& call, Bytes filter);
// The place of the given cursor; 0 when there is none.
Result<std::uint64_t> cursor_place(const Call& call, const CursorScope& scope,
                                   std::optional<std::string_view> cursor);
// ,"next_cursor":"…" or null when `place` is 0.
Result<void> write_next_cursor(const Call& call, const CursorScope& scope, std::uint64_t place,
                               JsonWriter& json);

} // namespace lv::api

#include "api/filters.hpp"

#include <charconv>

namespace lv::api {

std::optional<Time> query_time(Call& call, std::string_view name) {
  const auto text = call.request.parameter(name);
  if (!text) return std::nullopt;
  auto time = parse_time(*text);
  if (time && time->us > 0) return *time;
  call.violations.push_back({"query/" + std::string(name), "time-syntax",
                             "this must be an RFC 3339 time with an offset, after 1970"});
  return std::nullopt;
}

std::size_t query_limit(Call& call) {
  const auto text = call.request.parameter("limit");
  if (!text) return limits::page_size_default;
  std::size_t limit = 0;
  const auto* end = text->data() + text->size();
  const auto [at, error] = std::from_chars(text->data(), end, limit);
  if (error == std::errc() && at == end && limit >= 1 && limit <= limits::page_size_max)
    return limit;
  call.violations.push_back(
      {"query/limit", "out-of-range", "this must be a whole number from 1 to 200"});
  return limits::page_size_default;
}

store::ListFilter query_filter(Call& call) {
  store::ListFilter filter;
  filter.stage = query_choice(call, "stage", lead::parse_stage);
  filter.channel = query_choice(call, "channel", lead::parse_channel);
  filter.created_from = query_time(call, "created_from").value_or(Time{});
  filter.created_until = query_time(call, "created_until").value_or(Time{});
  return filter;
}

store::ListFilter body_filter(ObjectReader& reader) {
  store::ListFilter filter;
  filter.stage = reader.choice("stage", Need::optional, lead::parse_stage);
  filter.channel = reader.choice("channel", Need::optional, lead::parse_channel);
  filter.created_from = reader.time("created_from", Need::optional).value_or(Time{});
  filter.created_until = reader.time("created_until", Need::optional).value_or(Time{});
  return filter;
}

void encode(const store::ListFilter& filter, ByteWriter& out) {
  out.u8(filter.stage ? static_cast<std::uint8_t>(*filter.stage) : std::uint8_t{0});
  out.u8(filter.channel ? static_cast<std::uint8_t>(*filter.channel) : std::uint8_t{0});
  out.i64(filter.created_from.us);
  out.i64(filter.created_until.us);
}

CursorScope cursor_scope(const Call& call, Bytes filter) {
  return {call.caller.tenant, call.caller.principal, call.endpoint.number, std::move(filter),
          call.services.parts.decider.catalogue()};
}

Result<std::uint64_t> cursor_place(const Call& call, const CursorScope& scope,
                                   std::optional<std::string_view> cursor) {
  if (!cursor) return 0;
  return read_cursor(call.vault(), scope, *cursor, call.now());
}

Result<void> write_next_cursor(const Call& call, const CursorScope& scope, std::uint64_t place,
                               JsonWriter& json) {
  json.key("next_cursor");
  if (place == 0) {
    json.null();
    return {};
  }
  LV_TRY(cursor, make_cursor(call.vault(), scope, place, call.now()));
  json.value(cursor);
  return {};
}

} // namespace lv::api

#include "cli/commands/commands.hpp"
#include "cli/policy_changes.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"

#include "leadvault/lead/catalogue_load.hpp"
#include "leadvault/policy/policies.hpp"

#include <charconv>

namespace lv::cli {
namespace {

// Checked here first, so that a fault is told by file and line before anything is sent.
Outcome<policy::PolicyTexts> new_texts(const Context& context, const Parsed& given) {
  const auto ours = policies_folder(context, given);
  Failure failure(ExitCode::failed, "the new policies are not sound");
  auto catalogue = lead::load_catalogue(ours, failure.violations);
  if (!catalogue) return failure;
  auto texts = policy::read_policy_texts(given.get("NEW_DIR"), ours, failure.violations);
  if (!texts) return failure;
  auto made = policy::Policies::make(*texts, std::move(*catalogue), failure.violations);
  if (!made) return failure;
  return std::move(*texts);
}

// "7d", "12h" or "30m" before now, or a time as it stands.
Outcome<Time> moment(const Context& context, const std::string& text, const char* option) {
  constexpr std::int64_t minute_us = 60'000'000;
  std::int64_t count = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, count);
  constexpr std::int64_t count_max = 1'000'000;
  if (error == std::errc() && at + 1 == end && count > 0 && count <= count_max) {
    const auto unit = *at == 'd' ? 24 * 60 : *at == 'h' ? 60 : *at == 'm' ? 1 : 0;
    if (unit != 0) {
      const auto us = context.clock.now().us - count * unit * minute_us;
      return Time{std::max<std::int64_t>(us, 1)};
    }
  }
  if (auto time = parse_time(text)) return *time;
  return Failure(ExitCode::usage, std::string(option) + " is 7d, 12h, 30m or an RFC 3339 time");
}

SecretText body_of(const policy::PolicyTexts& texts, Time from, Time to,
                   const std::string& cursor) {
  JsonWriter json;
  json.begin_object();
  json.member("schema", texts.schema);
  json.key("files").begin_array();
  for (const auto& file : texts.files)
    json.begin_object().member("name", file.name).member("text", file.text).end_object();
  json.end_array();
  json.member("from", to_text(from)).member("to", to_text(to));
  if (!cursor.empty()) json.member("cursor", cursor);
  json.end_object();
  return json.take();
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(texts, new_texts(context, given));
  LV_TRY(from, moment(context, given.get("--since"), "--since"));
  Time to = context.clock.now();
  if (given.has("--until")) {
    LV_TRY(until, moment(context, given.get("--until"), "--until"));
    to = until;
  }
  LV_TRY(session, connect(context, given));
  PolicyChanges changes;
  Progress progress(context.terminal, context.clock, "log entries");
  std::string cursor;
  do {
    Request request;
    request.method = "POST";
    request.target = "/v1/policies/diff";
    request.content_type = "application/json";
    request.body = body_of(texts, from, to, cursor);
    LV_TRY(answer, session.client.call(request));
    changes.add(answer.json);
    progress.update(changes.entries(), 0, 0);
    const auto next = cell(answer.json, "next_cursor");
    cursor = next == "-" ? std::string() : std::string(next);
  } while (!cursor.empty());
  progress.finish();
  if (given.has("--json")) {
    print_json(context.terminal, changes.json());
  } else {
    changes.print(context.terminal);
  }
  return given.has("--exit-code") && changes.any() ? ExitCode::failed : ExitCode::ok;
}

} // namespace

Command policy_diff(const Context& context) {
  return make_command(
      context,
      {"policy diff",
       Group::compliance,
       "What a new policy set would have decided otherwise: who gains, who loses, which fields",
       {"leadvault policy diff ./new-policies --since 7d",
        "leadvault policy diff ./new-policies --since 2026-11-01T00:00:00Z --exit-code --json"},
       with_connection(
           {{"NEW_DIR", "DIR", "folder of the new *.cedar files", Need::required, {}},
            {"--since",
             "WHEN",
             "decisions from then on: 7d, 12h, 30m or a time",
             Need::required,
             {}},
            {"--until", "WHEN", "decisions before then (now)", {}, {}},
            {"--policies", "DIR", "catalogue, and schema where NEW_DIR has none", {}, {}},
            {"--exit-code", "", "exit with 1 when anything would change", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli

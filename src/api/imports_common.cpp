#include "api/imports_common.hpp"

namespace lv::api {

Result<workflow::ImportJob> import_of(const Call& call) {
  LV_TRY(id, path_id<JobTag>(call, "job"));
  auto job = call.services.imports.find(call.caller.tenant, call.caller.principal, id);
  if (!job) return LV_FAIL(not_found, "there is no such import");
  return std::move(*job);
}

void write_import(const workflow::ImportJob& job, JsonWriter& json) {
  json.begin_object();
  json.member("id", to_text(job.id));
  json.member("name", job.name);
  json.member("opened_at", to_text(job.opened_at));
  json.member("rows", job.counts.rows);
  json.member("created", job.counts.created);
  json.member("existed", job.counts.existed);
  json.member("refused", job.counts.refused);
  json.key("errors").begin_object();
  for (const auto& [rule, count] : job.counts.errors) json.member(rule, count);
  json.end_object();
  json.end_object();
}

} // namespace lv::api

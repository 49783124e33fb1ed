#include "run.hpp"

#include "leadvault/cedar/authorize.hpp"
#include "leadvault/cedar/print.hpp"
#include "leadvault/cedar/read_json.hpp"
#include "leadvault/cedar/validate.hpp"

namespace lv::test {

using namespace lv::cedar;

namespace {

std::string told(const Problems& problems) {
  return problems.empty() ? "nothing" : problems.front().what;
}

template <class T>
std::string reading_of(const Checked<T>& read) {
  return read ? "read" : told(read.error());
}

EntityUid view(const Uid& uid) { return {uid.type, uid.id}; }

std::optional<EntityUid> view(const std::optional<Uid>& uid) {
  if (!uid) return std::nullopt;
  return view(*uid);
}

Checked<void> link(PolicySetBuilder& builder, const std::vector<LinkCase>& links) {
  for (const LinkCase& one : links) {
    const auto linked =
        builder.link(one.template_id, one.id, {view(one.principal), view(one.resource)});
    if (!linked) return linked.error();
  }
  return {};
}

Checked<PolicySet> read_policies(const Manifest& manifest) {
  PolicySetBuilder builder;
  const auto added = builder.add_text(manifest.policies);
  if (!added) return added.error();
  const auto linked = link(builder, manifest.links);
  if (!linked) return linked.error();
  return std::move(builder).build();
}

// The same policies, each printed and read again.
Checked<PolicySet> reread(const PolicySet& policies, const Manifest& manifest) {
  std::set<std::string_view> links;
  for (const LinkCase& one : manifest.links) links.insert(one.id);
  PolicySetBuilder builder;
  const auto add = [&](const Policy& policy) -> Checked<void> {
    if (links.contains(policy.id)) return {};
    const auto added = builder.add_text(print(policy), "again");
    return added ? builder.rename("again0", policy.id) : added;
  };
  for (const auto* list : {&policies.policies(), &policies.templates()}) {
    for (const Policy& policy : *list) {
      const auto added = add(policy);
      if (!added) return added.error();
    }
  }
  const auto linked = link(builder, manifest.links);
  if (!linked) return linked.error();
  return std::move(builder).build();
}

Outcome outcome_of(const PolicySet& policies, const Request& request, const Entities& entities) {
  const Response response = authorize(policies, request, entities);
  Outcome out;
  out.decision = response.decision == Decision::allow ? "allow" : "deny";
  for (const Policy* policy : response.reasons) out.reasons.emplace(policy->id);
  for (const PolicyError& error : response.errors) out.errors.emplace(error.policy->id);
  return out;
}

class Run {
public:
  Run(const Manifest& manifest, Report& report) : manifest_(manifest), report_(report) {}

  void all();

private:
  void check(const char* kind, const std::string& expected, const std::string& got) {
    report_.check(kind, manifest_.file.string() + at_, expected, got);
  }
  void read_schema();
  void read_entities();
  void round_trip(const PolicySet& policies);
  void decide(const PolicySet& policies, const RequestCase& expected);
  Request read(const RequestCase& expected, Arena& arena);

  const Manifest& manifest_;
  Report& report_;
  std::optional<Schema> schema_;
  Entities entities_;
  std::optional<PolicySet> again_;
  std::string at_; // the request
};

void Run::all() {
  const auto policies = read_policies(manifest_);
  if (manifest_.refused == "policies") {
    check("refused policies", "refused", policies ? "read" : "refused");
    return;
  }
  check("policies", "read", reading_of(policies));
  read_schema();
  if (manifest_.refused != "schema") read_entities();
  if (!policies || !manifest_.refused.empty()) return;
  if (schema_) {
    const Problems problems = validate(*policies, *schema_);
    const std::string got = problems.empty() ? "valid" : "invalid";
    check("policies valid", manifest_.validity,
          got == manifest_.validity || problems.empty() ? got : "invalid: " + told(problems));
  }
  round_trip(*policies);
  for (const RequestCase& request : manifest_.requests) decide(*policies, request);
}

void Run::read_schema() {
  if (!manifest_.schema) return;
  auto schema = manifest_.schema_format == SchemaFormat::json ? parse_schema_json(*manifest_.schema)
                                                              : parse_schema(*manifest_.schema);
  if (manifest_.refused == "schema") {
    check("refused schemas", "refused", schema ? "read" : "refused");
    return;
  }
  check("schema", "read", reading_of(schema));
  if (schema) schema_ = std::move(*schema);
}

void Run::read_entities() {
  auto entities = cedar::read_entities(manifest_.entities, schema_ ? &*schema_ : nullptr);
  if (manifest_.refused == "entities") {
    check("refused entities", "refused", entities ? "read" : "refused");
    return;
  }
  check("entities", "read", reading_of(entities));
  if (!entities) entities = cedar::read_entities(manifest_.entities);
  if (entities) entities_ = std::move(*entities);
}

void Run::round_trip(const PolicySet& policies) {
  auto again = reread(policies, manifest_);
  check("print and read again", "read", reading_of(again));
  if (!again) return;
  again_ = std::move(*again);
  check("print again", print(policies), print(*again_));
}

void Run::decide(const PolicySet& policies, const RequestCase& expected) {
  at_ = " " + expected.description;
  Arena arena;
  const Request request = read(expected, arena);
  const Outcome got = outcome_of(policies, request, entities_);
  check("decision", expected.outcome.decision, got.decision);
  check("reasons", joined(expected.outcome.reasons), joined(got.reasons));
  check("errors", joined(expected.outcome.errors), joined(got.errors));
  if (again_) {
    const bool same = outcome_of(*again_, request, entities_) == got;
    check("decide again", "the same", same ? "the same" : "another");
  }
}

Request Run::read(const RequestCase& expected, Arena& arena) {
  Request request{view(expected.principal), view(expected.action), view(expected.resource), {}};
  Problems problems;
  if (schema_) {
    const auto context = read_context(expected.context, arena, *schema_, request.action);
    if (context) request.context = *context;
    problems = context ? validate(request, *schema_) : context.error();
    const std::string got = problems.empty() ? "valid" : "invalid";
    check("request valid", expected.validity,
          got == expected.validity || problems.empty() ? got : "invalid: " + told(problems));
    if (context) return request;
  }
  const auto context = read_context(expected.context, arena);
  check("context", "read", reading_of(context));
  if (context) request.context = *context;
  return request;
}

} // namespace

void run(const Manifest& manifest, Report& report) { Run(manifest, report).all(); }

} // namespace lv::test

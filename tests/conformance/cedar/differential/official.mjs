// The official engine's answers. It takes and gives JavaScript values.
import { createRequire } from "node:module";

const engine = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");

export const version = engine.getCedarVersion();

// Whether a text of policies or one template is accepted.
export function reads(text) {
  const accepts = (policies) => engine.checkParsePolicySet(policies).type === "success";
  return accepts({ staticPolicies: text }) || accepts({ templates: { template: text } });
}

export function readsEntities(entities, schema) {
  const call = schema === undefined ? { entities } : { entities, schema };
  return engine.checkParseEntities(call).type === "success";
}

export function readsSchema(schema) {
  return engine.checkParseSchema(schema).type === "success";
}

// Of policies that are read.
export function validates(policies, schema) {
  const answer = engine.validate({ schema, policies });
  if (answer.type !== "success") throw new Error(JSON.stringify(answer));
  return answer.validationErrors.length === 0;
}

// The policies of a set as the engine takes them: ids count from policy0.
function named({ texts, links }) {
  const policies = { staticPolicies: {}, templates: {}, templateLinks: links };
  texts.forEach((text, number) => {
    const part = links.some((link) => link.templateId === `policy${number}`) ? "templates"
      : "staticPolicies";
    policies[part][`policy${number}`] = text;
  });
  return policies;
}

export class PolicySet {
  constructor(set) {
    this.policies = named(set);
    this.accepted = engine.preparsePolicySet("set", this.policies).type === "success";
  }

  // Null when the engine refuses the request or the entities.
  decide(request, entities) {
    const call = { ...request, entities, preparsedPolicySetId: "set" };
    const answer = engine.statefulIsAuthorized(call);
    if (answer.type !== "success") return null;
    const { decision, diagnostics } = answer.response;
    return { decision, reason: diagnostics.reason,
      errors: diagnostics.errors.map((error) => error.policyId) };
  }
}

export function conforms(request, schema) {
  const policies = { staticPolicies: "" };
  const call = { ...request, entities: [], policies, schema, validateRequest: true };
  return engine.isAuthorized(call).type === "success";
}

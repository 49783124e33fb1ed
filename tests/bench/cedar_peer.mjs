// node --no-opt cedar_peer.mjs FOLDER SECONDS ANSWER: writes how many decisions a second the
// official engine takes on FOLDER's policies, which it has parsed before.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";

const [folder, seconds, answer] = process.argv.slice(2);
const read = (name) => readFileSync(join(folder, name), "utf8");

const parsed = preparsePolicySet("bench", { staticPolicies: read("policies.cedar") });
if (parsed.type !== "success") throw new Error("the official engine refuses the policies");
const call = {
  principal: { type: "User", id: "ada" },
  action: { type: "Action", id: "a0" },
  resource: { type: "Lead", id: "1" },
  context: JSON.parse(read("context.json")),
  entities: JSON.parse(read("entities.json")),
  preparsedPolicySetId: "bench",
};

let count = 0;
const start = performance.now();
const end = start + Number(seconds) * 1000;
while (performance.now() < end) {
  const decided = statefulIsAuthorized(call);
  if (decided.type !== "success" || decided.response.decision !== "allow") {
    throw new Error("the official engine decides otherwise");
  }
  ++count;
}
writeFileSync(answer, String(count / ((performance.now() - start) / 1000)));

// Lints openapi.yaml with Redocly's recommended rules; every error and warning is a failure.
// Usage: node tests/tidy/openapi_lint.mjs openapi.yaml (from the project's folder).
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "package.json"));
const core = require("@redocly/openapi-core");

const [file] = process.argv.slice(2);
if (!file) {
  console.error("usage: openapi_lint.mjs FILE");
  process.exit(2);
}
const config = await core.createConfig({
  extends: ["recommended"],
  rules: {
    "no-unused-components": "error",
    "operation-operationId": "error",
    "operation-operationId-unique": "error",
    // A vault on the caller's own host: there is no public server to name.
    "no-server-example.com": "off",
    "no-empty-servers": "off",
    "info-license": "off",
  },
});
const problems = await core.lint({ ref: file, config });
for (const problem of problems) {
  const at = core.getLineColLocation(problem.location[0]);
  const name = path.relative(process.cwd(), at.source.absoluteRef);
  console.log(`${name}:${at.start.line}: ${problem.ruleId}: ${problem.message}`);
}
console.log(`${problems.length} finding(s) in ${file}`);
process.exit(problems.length === 0 ? 0 : 1);

// Makes a suite in the published layout of random policies and of tricky texts, with the official
// engine's answers as what is expected.
// Usage: node --no-opt differential.mjs --seed S --cases N --out DIR
import { parseArgs } from "node:util";

import { version } from "./differential/official.mjs";
import { Random } from "./differential/random.mjs";
import { Suite } from "./differential/suite.mjs";
import { entityTexts, stricterEntities } from "./differential/texts/entities.mjs";
import { policyTexts, stricterTexts } from "./differential/texts/policies.mjs";
import { schemaJsons, schemaTexts } from "./differential/texts/schemas.mjs";
import { validationTexts } from "./differential/texts/validation.mjs";

const { values } = parseArgs({ options: {
  seed: { type: "string" }, cases: { type: "string", default: "1500" }, out: { type: "string" },
} });
const [seed, cases] = [Number(values.seed), Number(values.cases)];
if (!values.out || !Number.isSafeInteger(seed) || !Number.isSafeInteger(cases)) {
  console.error("Usage: differential.mjs --seed S --cases N --out DIR");
  process.exit(2);
}
const suite = new Suite(values.out);
policyTexts.forEach((text, number) => suite.text(`policy-${number}`, text));
stricterTexts.forEach((text, number) => suite.stricterText(`stricter-${number}`, text));
validationTexts.forEach((text, number) => suite.validationText(`validation-${number}`, text));
schemaTexts.forEach((text, number) => suite.schemaText(`schema-${number}`, text));
schemaJsons.forEach((json, number) => suite.schemaText(`schema-json-${number}`, json));
entityTexts.forEach((entities, number) => {
  suite.entityText(`entities-${number}`, entities, false);
  suite.entityText(`entities-${number}-schema`, entities, true);
});
stricterEntities.forEach((entities, number) =>
  suite.stricterEntities(`stricter-entities-${number}`, entities));
for (let number = 0; number < cases; ++number) {
  suite.random(`random-${number}`, new Random(seed * 1_000_003 + number));
  suite.mutation(`mutation-${number}`, new Random(seed * 1_000_033 + number));
}
console.log(`Cedar ${version}, seed ${seed}: ${JSON.stringify(suite.counts)}`);
if (suite.counts.undecided > 0) process.exit(1);

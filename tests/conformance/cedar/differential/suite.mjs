// A suite in the published layout, and what went into it.
import fs from "node:fs";
import path from "node:path";

import { mutated, policyTokens, schemaTokens } from "./mutations.mjs";
import * as official from "./official.mjs";
import { Policies } from "./policies.mjs";
import { schemaTexts } from "./texts/schemas.mjs";
import { schema, World } from "./world.mjs";

const folder = "corpus-tests";

export class Suite {
  constructor(out) {
    this.out = out;
    fs.mkdirSync(path.join(out, folder), { recursive: true });
    this.counts = { manifests: 0, refused: 0, policies: 0, requests: 0, pairs: 0, allow: 0,
      erring: 0, validating: 0, undecided: 0 };
  }

  file(name, content) {
    fs.writeFileSync(path.join(this.out, folder, name), content);
    return `${folder}/${name}`;
  }

  add(name, policies, manifest) {
    const found = { policies: this.file(`${name}.cedar`, policies), shouldValidate: true,
      requests: [], ...manifest };
    this.file(`${name}.json`, JSON.stringify(found, null, 1));
    this.counts.manifests += 1;
    if (found.refused) this.counts.refused += 1;
  }

  schema(name, text) {
    return typeof text === "string" ? this.file(`${name}.cedarschema`, text)
      : this.file(`${name}.cedarschema.json`, JSON.stringify(text));
  }

  text(name, text) {
    this.add(name, text, official.reads(text) ? {} : { refused: "policies" });
  }

  // What ours refuses although the official engine reads it.
  stricterText(name, text) {
    if (!official.reads(text)) throw new Error(`both refuse: ${text}`);
    this.add(name, text, { refused: "policies" });
  }

  schemaText(name, text) {
    const manifest = { schema: this.schema(name, text) };
    this.add(name, "", official.readsSchema(text) ? manifest : { ...manifest, refused: "schema" });
  }

  validationText(name, text) {
    if (!official.reads(text)) return this.text(name, text);
    const shouldValidate = official.validates({ staticPolicies: text }, schema);
    return this.add(name, text, { schema: this.schema(name, schema), shouldValidate });
  }

  entityText(name, entities, withSchema) {
    const used = withSchema ? schema : undefined;
    const manifest = { entities: this.file(`${name}.entities.json`, JSON.stringify(entities)) };
    if (withSchema) manifest.schema = this.schema(name, schema);
    if (!official.readsEntities(entities, used)) manifest.refused = "entities";
    this.add(name, "", manifest);
  }

  stricterEntities(name, entities) {
    if (!official.readsEntities(entities)) throw new Error(`both refuse: ${name}`);
    const file = this.file(`${name}.entities.json`, JSON.stringify(entities));
    this.add(name, "", { entities: file, refused: "entities" });
  }

  random(name, random) {
    const tidy = random.chance(0.4);
    const world = new World(random, tidy);
    const written = new Policies(random, tidy).set();
    const text = written.texts.join("\n");
    const policies = new official.PolicySet(written);
    if (!policies.accepted) return this.add(name, text, { refused: "policies" });
    const entities = world.entities();
    // With a schema, its actions are entities of their own accord.
    const given = tidy && random.chance(0.5)
      ? entities.filter((entity) => entity.uid.type !== "Action") : entities;
    const manifest = { links: written.links, requests: [],
      entities: this.file(`${name}.entities.json`, JSON.stringify(given)) };
    if (tidy) {
      manifest.schema = this.schema(name, schema);
      manifest.shouldValidate = official.validates(policies.policies, schema);
      this.counts.validating += manifest.shouldValidate ? 1 : 0;
    }
    for (let number = 0; number < 5; ++number) {
      const request = world.request();
      const decided = policies.decide(request, entities);
      if (decided === null) {
        this.counts.undecided += 1;
        continue;
      }
      const validateRequest = !tidy || official.conforms(request, schema);
      manifest.requests.push({ description: `request ${number}`, ...request, validateRequest,
        ...decided });
      this.count(decided, written);
    }
    this.counts.policies += written.texts.length;
    return this.add(name, text, manifest);
  }

  mutation(name, random) {
    const [policy] = new Policies(random, random.chance(0.5)).set().texts;
    this.text(name, mutated(random, policy, policyTokens));
    const declared = random.pick([schema, ...schemaTexts]);
    this.schemaText(`${name}-schema`, mutated(random, declared, schemaTokens));
  }

  count(decided, written) {
    this.counts.requests += 1;
    this.counts.pairs += written.texts.length;
    if (decided.decision === "allow") this.counts.allow += 1;
    if (decided.errors.length > 0) this.counts.erring += 1;
  }
}


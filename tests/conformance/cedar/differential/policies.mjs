// Random policy sets: the texts of policies and templates in order, and links of the templates.
import { Expressions } from "./expressions.mjs";
import * as world from "./world.mjs";

export class Policies {
  constructor(random, tidy) {
    this.random = random;
    this.tidy = tidy;
    this.expressions = new Expressions(random, tidy);
  }

  set() {
    const random = this.random;
    const texts = Array.from({ length: 1 + random.below(6) }, () => this.policy(""));
    if (random.chance(0.75)) return { texts, links: [] };
    const slots = random.pick([["?principal"], ["?resource"], ["?principal", "?resource"]]);
    const templateId = `policy${texts.length}`;
    texts.push(this.policy(slots.join(" ")));
    const values = () => Object.fromEntries(slots.map((slot) => [slot, this.linked(slot)]));
    const links = Array.from({ length: 1 + random.below(2) },
      (_, number) => ({ templateId, newId: `link ${number}`, values: values() }));
    if (random.chance(0.5)) texts.push(this.policy(""));
    return { texts, links };
  }

  linked(slot) {
    if (this.random.chance(0.3)) return { type: "Group", id: this.random.pick(world.groupIds) };
    return slot === "?principal" ? { type: "User", id: this.random.pick(world.userIds) }
      : { type: "Doc", id: this.random.pick(world.docIds) };
  }

  policy(slots) {
    const random = this.random;
    const effect = random.chance(0.65) ? "permit" : "forbid";
    const principal = this.scope("principal", slots.includes("?principal"));
    const resource = this.scope("resource", slots.includes("?resource"));
    const comma = random.chance(0.05) ? "," : "";
    const conditions = random.times(2, () => this.condition()).join("\n");
    const comment = random.chance(0.1) ? " // permit (principal, \"\n" : " ";
    return `${this.annotations()}${effect}${comment}(${principal}, ${this.action()}, ` +
      `${resource}${comma})\n${conditions};\n`;
  }

  annotations() {
    const names = this.random.pick([[], [], ["id"], ["note", "if"], ["advice"], ["permit"]]);
    const value = () => `(${this.expressions.quoted(this.random.pick(world.texts))})`;
    return names.map((name) => `@${name}${this.random.chance(0.7) ? value() : ""}\n`).join("");
  }

  scope(variable, slot) {
    const random = this.random;
    const own = variable === "principal" ? ["User", world.userIds] : ["Doc", world.docIds];
    const one = slot ? `?${variable}` : this.expressions.uid(own[0], random.pick(own[1])).text;
    const group = slot ? `?${variable}`
      : this.expressions.uid("Group", random.pick(world.groupIds)).text;
    const type = random.pick([own[0], own[0], "Group", "NS::Thing"]);
    const bound = [`${variable} == ${one}`, `${variable} in ${group}`, `${variable} in ${group}`,
      `${variable} is ${type} in ${group}`];
    if (slot) return random.pick(bound);
    return random.chance(0.7) ? variable : random.pick([...bound, `${variable} is ${type}`]);
  }

  action() {
    const random = this.random;
    const ids = ["view", "edit", "read", "list"];
    const one = () => this.expressions.uid("Action", random.pick(ids)).text;
    if (random.chance(0.6)) return "action";
    return random.pick([`action == ${one()}`, `action in ${one()}`,
      `action in [${one()}, ${one()}]`, ...(this.tidy ? [] : ["action in []"])]);
  }

  condition() {
    const body = this.expressions.of("Bool", 2 + this.random.below(3)).text;
    return `${this.random.chance(0.75) ? "when" : "unless"} { ${body} }`;
  }
}

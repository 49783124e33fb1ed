// The entities, requests and schema that random policies are about. In a tidy world all of them
// conform to the schema; in another, attributes are missing or of another type.
export const schema = `
entity Group in [Group];
entity User in [Group] = ${shape("User")} tags Long;
entity Doc in [Group, Folder] = ${shape("User")} tags Long;
entity Folder enum ["root", "attic"];
action "read";
action "view", "edit" in ["read"] appliesTo {
  principal: [User], resource: [Doc, NS::Thing],
  context: { n: Long, s: String, e: User, ip: ipaddr, deep: { x: { y: { z: Long } } },
             opt?: Bool, when?: datetime }
};
action "list" appliesTo { principal: [User, NS::Thing], resource: [Doc], context: { n: Long } };
namespace NS {
  entity Thing in [Group] = ${shape("User")} tags Long;
}
`;

function shape(user) {
  return `{ age: Long, name: String, flag: Bool, owner: ${user}, peers: Set<${user}>,
  words: Set<String>, nested: { a: Long, b: { c: String, d?: Bool } }, addr: ipaddr,
  price: decimal, since: datetime, ttl: duration, "odd key": Long, maybe?: Long }`;
}

export const attributes = {
  age: "Long", name: "String", flag: "Bool", owner: "User", peers: "Set<User>",
  words: "Set<String>", nested: "Nested", addr: "ipaddr", price: "decimal", since: "datetime",
  ttl: "duration", "odd key": "Long",
};
export const contextAttributes = { n: "Long", s: "String", e: "User", ip: "ipaddr" };

export const texts = ["", "a", "abc", "a*c", "naïve", "日本", "x\ty", 'q"uote', "back\\slash",
  "nul\0", "🎈", "line\nbreak", "it's", "AbC"];
export const userIds = ["alice", "bob", "carol", "", "o'brien", "日本", 'qu"ote'];
export const groupIds = ["staff", "admins", "all"];
export const docIds = ["a", "b c", "ü"];
export const tagKeys = ["team", "level", "x y"];
export const decimals = ["0.0", "1.5", "1.5000", "-1.23", "922337203685477.5807",
  "-922337203685477.5808", "12.3456"];
export const ranges = ["10.0.0.1", "10.0.0.0/8", "10.0.0.0/24", "10.0.0.0"];
export const addresses = [...ranges, "127.0.0.1", "224.0.0.1/16", "::1", "ff00::2",
  "2001:db8::/32", "2001:db8::", "1.2.3.4/32", "0.0.0.0/0", "::/0", "2001:db8:0:0:1::"];
export const datetimes = ["2024-02-29", "1970-01-01", "1969-12-31T23:59:59.999Z",
  "2024-10-15T11:35:00Z", "2024-10-15T11:35:00.001+0530", "0000-01-01", "9999-12-31T23:59:59-2359"];
export const durations = ["0ms", "1h", "-1d2h3m4s5ms", "36500d", "1ms", "90m", "-1ms"];

const entity = (type, id) => ({ __entity: { type, id } });
const call = (fn, arg) => ({ __extn: { fn, arg } });
const kinds = ["Long", "String", "Bool", "User", "Set<User>", "Set<String>", "Nested", "ipaddr",
  "decimal", "datetime", "duration"];

export class World {
  constructor(random, tidy) {
    this.random = random;
    this.tidy = tidy;
  }

  // A value in Cedar's JSON. Integers stay below 2^53: the engine takes them as JavaScript numbers.
  value(type) {
    const random = this.random;
    if (!this.tidy && random.chance(0.1)) type = random.pick(kinds);
    switch (type) {
      case "Long": return random.pick([0, 1, 2, 7, -1, 100, 9007199254740991, -9007199254740991]);
      case "String": return random.pick(texts);
      case "Bool": return random.chance(0.6);
      case "User": return entity("User", random.pick(userIds));
      case "Set<User>": return random.times(3, () => this.value("User"));
      case "Set<String>": return random.times(4, () => this.value("String"));
      case "Nested": return { a: this.value("Long"), b: this.inner() };
      case "ipaddr": return call("ip", random.pick(addresses));
      case "decimal": return call("decimal", random.pick(decimals));
      case "datetime": return this.datetime();
      default: return call("duration", random.pick(durations));
    }
  }

  datetime() {
    const at = call("datetime", this.random.pick(datetimes));
    if (this.random.chance(0.8)) return at;
    return { __extn: { fn: "offset", args: [at, call("duration", "1h")] } };
  }

  inner() {
    const inner = { c: this.value("String") };
    if (this.random.chance(0.5)) inner.d = this.value("Bool");
    return inner;
  }

  record(types, optional = {}) {
    const record = {};
    for (const [name, type] of Object.entries(types))
      if (this.tidy || this.random.chance(0.85)) record[name] = this.value(type);
    for (const [name, type] of Object.entries(optional))
      if (this.random.chance(0.5)) record[name] = this.value(type);
    return record;
  }

  tags() {
    const tags = {};
    for (const key of this.random.times(3, () => this.random.pick(tagKeys)))
      tags[key] = this.value("Long");
    return tags;
  }

  member(type, id, parentTypes) {
    const parents = this.random.times(2, () => this.random.pick(parentTypes)());
    return { uid: { type, id }, attrs: this.record(attributes, { maybe: "Long" }), parents,
      tags: this.tags() };
  }

  entities() {
    const group = () => ({ type: "Group", id: this.random.pick(groupIds) });
    const folder = () => ({ type: "Folder", id: this.random.pick(["root", "attic"]) });
    const plain = (type, id, parents) => ({ uid: { type, id }, attrs: {}, parents });
    const found = [
      plain("Group", "staff", this.random.chance(0.5) ? [{ type: "Group", id: "all" }] : []),
      plain("Group", "admins", this.random.chance(0.5) ? [{ type: "Group", id: "staff" }] : []),
      plain("Action", "read", []),
      plain("Action", "view", [{ type: "Action", id: "read" }]),
      plain("Action", "edit", [{ type: "Action", id: "read" }]),
    ];
    for (const id of userIds)
      if (this.random.chance(0.7)) found.push(this.member("User", id, [group]));
    for (const id of docIds) {
      if (this.random.chance(0.7)) found.push(this.member("Doc", id, [group, folder]));
      if (this.random.chance(0.4)) found.push(this.member("NS::Thing", id, [group]));
    }
    return found;
  }

  request() {
    const random = this.random;
    const resource = random.pick(["Doc", "Doc", "NS::Thing"]);
    const context = this.record(contextAttributes, { opt: "Bool", when: "datetime" });
    context.deep = { x: { y: { z: this.value("Long") } } };
    return {
      principal: { type: random.chance(0.95) ? "User" : "Group", id: random.pick(userIds) },
      action: { type: "Action", id: random.pick(["view", "view", "edit", "list", "other"]) },
      resource: { type: resource, id: random.pick(docIds) },
      context: random.chance(0.9) ? context : { n: this.value("Long") },
    };
  }
}

// Random expressions of a wanted type; unless the world is tidy, now and then of another. Each has
// the level of its operator, so that brackets stand where the grammar needs them, at times more.
import * as world from "./world.mjs";

const LEVEL = { or: 1, and: 2, relation: 3, sum: 4, product: 5, unary: 6, member: 7 };
const types = ["Bool", "Long", "String", "User", "Doc", "Set<User>", "Set<String>", "Set<Long>",
  "Nested", "decimal", "ipaddr", "datetime", "duration"];
const integers = ["0", "1", "2", "3", "7", "100", "4611686018427387904", "9007199254740993",
  "9223372036854775807", "-1", "-3", "-9223372036854775808"];
const badTexts = ["", "1", "1.23456", "1.2.3.4.5", "2024-13-01", "2024-02-30", "1h1h", "5", "+1.0",
  "::1::", "10.0.0.1/33", "01.2.3.4", "2024-10-15T11:35:00", "9999999999999.99999"];

export class Expressions {
  constructor(random, tidy) {
    this.random = random;
    this.tidy = tidy;
  }

  of(type, depth) {
    if (!this.tidy && this.random.chance(0.03)) type = this.random.pick(types);
    if (depth > 0 && this.random.chance(0.08)) return this.choice(type, depth - 1);
    if (!type.startsWith("Set<") && this.random.chance(0.25)) return this.path(type, depth);
    switch (type) {
      case "Bool": return this.bool(depth);
      case "Long": return this.long(depth);
      case "String": return this.member(this.quoted(this.random.pick(world.texts)));
      case "User": return this.user();
      case "Doc": return this.random.chance(0.6) ? this.member("resource")
        : this.uid("Doc", this.random.pick(world.docIds));
      case "Nested": return this.nested(depth);
      case "decimal": return this.constructed("decimal", world.decimals, depth);
      case "ipaddr": return this.constructed("ip", world.addresses, depth);
      case "datetime": return this.datetime(depth);
      case "duration": return this.duration(depth);
      default: return this.set(type, depth);
    }
  }

  member(text) {
    return { text, level: LEVEL.member };
  }

  // The text of an expression where one of at least `level` must stand.
  at(level, expression) {
    const bare = expression.level >= level && !this.random.chance(0.1);
    return bare ? expression.text : `(${expression.text})`;
  }

  operand(level, type, depth) {
    return this.at(level, this.of(type, depth - 1));
  }

  choice(type, depth) {
    const part = (of) => this.of(of, depth).text;
    return { text: `if ${part("Bool")} then ${part(type)} else ${part(type)}`, level: 0 };
  }

  // A string literal; characters are escaped in one of the ways there are.
  quoted(text) {
    let out = "";
    for (const c of text) out += this.character(c);
    return `"${out}"`;
  }

  character(c) {
    const named = { "\n": "\\n", "\t": "\\t", "\0": "\\0", '"': '\\"', "\\": "\\\\" }[c];
    const code = c.codePointAt(0);
    if (this.random.chance(0.06)) return `\\u{${code.toString(16)}}`;
    if (code < 0x80 && this.random.chance(0.06)) return `\\x${code.toString(16).padStart(2, "0")}`;
    return named ?? (c === "'" && this.random.chance(0.5) ? "\\'" : c);
  }

  uid(type, id) {
    return this.member(`${type}::${this.quoted(id)}`);
  }

  user() {
    const random = this.random;
    if (random.chance(0.5)) return this.member("principal");
    return this.uid("User", random.pick(world.userIds));
  }

  anyEntity(depth) {
    const random = this.random;
    const kind = random.below(6);
    if (kind === 0) return this.member("resource");
    if (kind === 1) return this.member("action");
    if (kind === 2) return this.uid("Group", random.pick(world.groupIds));
    if (kind === 3) return this.uid("NS::Thing", random.pick(world.docIds));
    return this.of("User", depth - 1);
  }

  get(of, name) {
    const plain = /^[a-z]+$/.test(name) && !this.random.chance(0.15);
    return this.member(of + (plain ? `.${name}` : `[${this.quoted(name)}]`));
  }

  // What has the attributes of world.attributes.
  subject(depth) {
    const owner = depth > 0 && this.random.chance(0.15);
    return owner ? this.get(this.subject(depth - 1), "owner").text
      : this.random.pick(["principal", "resource", "principal", "resource", 'User::"alice"']);
  }

  path(type, depth) {
    const random = this.random;
    if (!this.tidy && random.chance(0.04)) return this.get(this.subject(depth), "nope");
    if (type === "Long" && random.chance(0.2)) return this.member("context.deep.x.y.z");
    const subject = this.subject(depth);
    if (type === "Long" && random.chance(0.2)) return this.get(`${subject}.nested`, "a");
    if (type === "String" && random.chance(0.2)) return this.get(`${subject}.nested.b`, "c");
    if (type === "Long" && random.chance(0.1) && !this.tidy) return this.tag(depth);
    const fromContext = random.chance(0.3);
    const names = Object.entries(fromContext ? world.contextAttributes : world.attributes)
      .filter(([, of]) => of === type).map(([name]) => name);
    if (names.length === 0) return type === "Doc" ? this.member("resource") : this.bool(0);
    return this.get(fromContext ? "context" : this.subject(depth), random.pick(names));
  }

  tag(depth) {
    const key = this.quoted(this.random.pick(world.tagKeys));
    return this.member(`${this.subject(depth)}.getTag(${key})`);
  }

  long(depth) {
    const random = this.random;
    if (depth <= 0 || random.chance(0.3)) {
      const text = random.pick(integers);
      return { text, level: text.startsWith("-") ? LEVEL.unary : LEVEL.member };
    }
    const part = (level) => this.operand(level, "Long", depth);
    switch (random.below(6)) {
      case 0: return { text: `${part(4)} + ${part(5)}`, level: LEVEL.sum };
      case 1: return { text: `${part(4)} - ${part(5)}`, level: LEVEL.sum };
      case 2: return { text: `${part(5)} * ${part(6)}`, level: LEVEL.product };
      case 3: return { text: "-".repeat(1 + random.below(4)) + part(7), level: LEVEL.unary };
      case 4: return this.method(this.of("duration", depth - 1), random.pick(["toMilliseconds",
        "toSeconds", "toMinutes", "toHours", "toDays"]), []);
      default: return this.path("Long", depth);
    }
  }

  // A call of an extension's method, sometimes with too many arguments or none.
  method(receiver, name, args) {
    if (!this.tidy && this.random.chance(0.02)) args = args.length === 0 ? ["1"] : [];
    return this.member(`${this.at(LEVEL.member, receiver)}.${name}(${args.join(", ")})`);
  }

  constructed(name, good, depth) {
    const random = this.random;
    if (!this.tidy && random.chance(0.03)) return this.member(`${name}()`);
    if (!this.tidy && random.chance(0.05))
      return this.member(`${name}(${this.of("String", depth - 1).text})`);
    const bad = !this.tidy && random.chance(0.08);
    return this.member(`${name}(${this.quoted(random.pick(bad ? badTexts : good))})`);
  }

  datetime(depth) {
    if (depth <= 0 || this.random.chance(0.5))
      return this.constructed("datetime", world.datetimes, depth);
    const receiver = this.of("datetime", depth - 1);
    if (this.random.chance(0.5)) return this.method(receiver, "toDate", []);
    return this.method(receiver, "offset", [this.of("duration", depth - 1).text]);
  }

  duration(depth) {
    if (depth <= 0 || this.random.chance(0.5))
      return this.constructed("duration", world.durations, depth);
    const receiver = this.of("datetime", depth - 1);
    if (this.random.chance(0.5)) return this.method(receiver, "toTime", []);
    return this.method(receiver, "durationSince", [this.of("datetime", depth - 1).text]);
  }

  nested(depth) {
    const a = this.of("Long", depth - 1).text;
    const c = this.of("String", depth - 1).text;
    const name = this.random.chance(0.3) ? '"a"' : "a";
    return this.member(`{${name}: ${a}, b: {c: ${c}}}`);
  }

  set(type, depth) {
    const random = this.random;
    const element = type.slice(4, -1);
    if (random.chance(0.4) && element !== "Long") return this.path(type, depth);
    const items = random.times(3, () => this.of(element, depth - 1).text);
    if (this.tidy && items.length === 0) items.push(this.of(element, 0).text);
    return this.member(`[${items.join(", ")}]`);
  }

  bool(depth) {
    const random = this.random;
    if (depth <= 0) return this.member(random.pick(["true", "false", "principal.flag"]));
    const part = (level) => this.operand(level, "Bool", depth);
    switch (random.below(14)) {
      case 0: return this.compared(depth);
      case 1: return this.equality(depth);
      case 2: return this.inside(depth);
      case 3: return this.typed(depth);
      case 4: return this.presence(depth);
      case 5: return this.like(depth);
      case 6: return this.inSet(depth);
      case 7: return this.tagged(depth);
      case 8: return this.ofDecimals(depth);
      case 9: return this.ofAddresses(depth);
      case 10: return { text: "!".repeat(1 + random.below(4)) + part(7), level: LEVEL.unary };
      case 11: return this.guarded(depth);
      case 12: return { text: `${part(2)} && ${part(3)}`, level: LEVEL.and };
      default: return { text: `${part(1)} || ${part(2)}`, level: LEVEL.or };
    }
  }

  relation(left, operator, right) {
    return { text: `${this.at(4, left)} ${operator} ${this.at(4, right)}`, level: LEVEL.relation };
  }

  compared(depth) {
    const type = this.random.pick(["Long", "Long", "datetime", "duration"]);
    const operator = this.random.pick(["<", "<=", ">", ">="]);
    return this.relation(this.of(type, depth - 1), operator, this.of(type, depth - 1));
  }

  equality(depth) {
    if (!this.tidy && this.random.chance(0.1))
      return this.relation(this.tag(depth), "!=", this.of("Long", depth - 1));
    const left = this.random.pick(types);
    const right = this.tidy || this.random.chance(0.8) ? left : this.random.pick(types);
    return this.relation(this.of(left, depth - 1), this.random.pick(["==", "!="]),
      this.of(right, depth - 1));
  }

  inside(depth) {
    const group = () => this.uid("Group", this.random.pick(world.groupIds));
    const kind = this.random.below(4);
    if (kind === 1) return this.relation(this.member("action"), "in", this.uid("Action", "read"));
    const groups = this.member(`[${this.random.times(3, () => group().text).join(", ")}]`);
    const right = [this.of("Set<User>", depth - 1), groups, groups, group()][kind];
    return this.relation(this.anyEntity(depth), "in", right);
  }

  typed(depth) {
    const type = this.random.pick(["User", "Group", "Doc", "NS::Thing", "Action"]);
    const left = this.at(4, this.anyEntity(depth));
    const text = `${left} is ${type}`;
    if (this.random.chance(0.6)) return { text, level: LEVEL.relation };
    return { text: `${text} in ${this.at(4, this.uid("Group", this.random.pick(world.groupIds)))}`,
      level: LEVEL.relation };
  }

  presence(depth) {
    const random = this.random;
    const of = random.chance(0.3) ? "context" : this.at(4, this.member(this.subject(depth)));
    const what = random.pick(["maybe", "nested", "nested.b.d", "nested.b.c", "owner.age", "opt",
      "deep.x.y.z", '"odd key"', "nope", "nope.more", "owner.nested.a", "age.b"]);
    return { text: `${of} has ${what}`, level: LEVEL.relation };
  }

  like(depth) {
    const random = this.random;
    const pieces = random.times(3, () => this.quoted(random.pick(world.texts)).slice(1, -1)
      .replaceAll("*", "\\*"));
    const pattern = random.chance(0.2) ? random.pick(["*", "a*", "*c", "**", "", "\\**"])
      : pieces.join("*");
    return { text: `${this.operand(4, "String", depth)} like "${pattern}"`, level: LEVEL.relation };
  }

  inSet(depth) {
    const element = this.random.pick(["User", "String", "Long"]);
    const set = this.operand(7, `Set<${element}>`, depth);
    const kind = this.random.below(4);
    if (kind === 0) return this.member(`${set}.isEmpty()`);
    if (kind === 1) return this.member(`${set}.contains(${this.of(element, depth - 1).text})`);
    const name = kind === 2 ? "containsAll" : "containsAny";
    return this.member(`${set}.${name}(${this.of(`Set<${element}>`, depth - 1).text})`);
  }

  tagged(depth) {
    const of = this.subject(depth);
    const key = this.quoted(this.random.pick(world.tagKeys));
    const has = `${of}.hasTag(${key})`;
    if (this.random.chance(0.4)) return this.member(has);
    const got = `${of}.getTag(${key})`;
    return { text: `${has} && ${got} > ${this.operand(4, "Long", depth)}`, level: LEVEL.and };
  }

  ofDecimals(depth) {
    const name = this.random.pick(["less", "greater"]) + this.random.pick(["Than", "ThanOrEqual"]);
    return this.method(this.of("decimal", depth - 1), name, [this.of("decimal", depth - 1).text]);
  }

  ofAddresses(depth) {
    const range = () => this.constructed("ip", world.ranges, depth);
    if (this.random.chance(0.2)) return this.method(range(), "isInRange", [range().text]);
    const name = this.random.pick(["isIpv4", "isIpv6", "isLoopback", "isMulticast", "isInRange",
      "isInRange"]);
    const args = name === "isInRange" ? [this.of("ipaddr", depth - 1).text] : [];
    return this.method(this.of("ipaddr", depth - 1), name, args);
  }

  guarded(depth) {
    const [of, what, type] = this.random.pick([["principal", "maybe", "Long"],
      ["resource", "nested.b.d", "Bool"], ["context", "opt", "Bool"],
      ["context", "when", "datetime"]]);
    const compared = this.relation(this.member(`${of}.${what}`), "==", this.of(type, depth - 1));
    return { text: `${of} has ${what} && ${this.at(3, compared)}`, level: LEVEL.and };
  }
}

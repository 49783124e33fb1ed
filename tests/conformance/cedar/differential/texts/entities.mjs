// Tricky entities, as JSON; read without a schema and with that of world.mjs.
const user = { type: "User", id: "a" };
const group = { type: "Group", id: "g" };
const action = (id) => ({ type: "Action", id });
const thing = (uid, parents = [], more = {}) => ({ uid, attrs: {}, parents, ...more });
const one = (attrs, more = {}) => [thing(user, [], { attrs, ...more })];
const reference = (type) => one({ a: { __entity: { type, id: "" } } });
const call = (fn, more) => ({ __extn: { fn, ...more } });
const called = (fn, more) => one({ a: call(fn, more) });

export const entityTexts = [
  [], [1], ["a"], [[]], [{}], one({}), one([]), one(1), one(null),
  one({ a: null }), one({ a: [null] }), one({ a: { b: null } }), one({ a: 1.5 }), one({ "": 1 }),
  one({ a: true, b: 1, c: "", d: [], e: {} }), one({ a: [1, "a", [true]] }),
  ...["User", "NS::User", "NS :: User", " User", "", "if", "1", "__cedar::User", "User::", "User//",
    'User::"a"', "principal", "ü", "A\n", "User::if"].map(reference),
  one({ a: { __entity: { ...user, more: 1 } } }), one({ __entity: user }), one({ __expr: "1" }),
  one({ a: user }), one({ a: { __expr: "1" } }),
  called("ip", { arg: "::1" }), called("ip", { arg: "x" }), called("ip", { args: ["::1"] }),
  called("ip", { args: [] }), called("ip", { arg: 1 }), called("ip", { arg: ["::1"] }),
  called("ip", { args: ["::1", "::1"] }), called("ip", { arg: "::1", args: [] }),
  called("ip", { arg: "::1", more: 1 }),
  called("IP", { arg: "::1" }), called("foo", { arg: "" }), called("contains", { arg: "" }),
  called("", { arg: "" }), called("decimal", { arg: "1.0" }), called("decimal", { arg: "1" }),
  called("decimal", { arg: call("decimal", { arg: "1.0" }) }), called("isIpv4", { arg: "::1" }),
  called("isIpv4", { arg: call("ip", { arg: "::1" }) }),
  called("toDate", { arg: call("datetime", { arg: "2024-01-01" }) }),
  called("offset", { args: [call("datetime", { arg: "2024-01-01" }),
    call("duration", { arg: "1h" })] }),
  one({ a: { fn: "ip", arg: "::1" } }), one({}, { more: 1 }),
  one({}, { tags: {} }), one({}, { tags: { a: 1 } }), one({}, { tags: { a: null } }),
  one({}, { tags: [] }), one({}, { tags: { a: "x", b: { __entity: user } } }),
  [{ uid: user, attrs: {} }], [{ uid: user, parents: [] }], [{ attrs: {}, parents: [] }],
  [thing({ __entity: user })], [thing({ __entity: { __entity: user } })], [thing('User::"a"')],
  [thing({ type: "User" })], [thing({ id: "a" })], [thing({ type: "User", id: 1 })],
  [thing({ ...user, more: 1 })], [thing(user, [group])], [thing(user, [{ __entity: group }])],
  [thing(user, ['Group::"g"'])], [thing(user, {})], [thing(group, [group])],
  [thing(group, [{ type: "Group", id: "h" }]), thing({ type: "Group", id: "h" }, [group])],
  [thing(group), thing(group)], [thing(group), thing(group, [{ type: "Group", id: "h" }])],
  [...one({ a: 1 }), ...one({ a: 2 })], [...one({ a: [1, 2] }), ...one({ a: [2, 1, 1] })],
  [thing(group, [{ type: "Group", id: "h" }, { type: "Group", id: "h" }])], [thing(group, [user])],
  [thing(group, [], { tags: { a: 1 } })], [thing(group, [], { tags: {} })],
  [thing({ type: "Nope", id: "g" })], [thing({ type: "Folder", id: "root" })],
  [thing({ type: "Folder", id: "other" })], [thing(action("read"))], [thing(action("view"))],
  [thing(action("view"), [action("read")])], [thing(action("read"), [action("view")])],
  [thing(action("view"), [action("read")]), thing(action("read"))], [thing(action("nope"))],
  [thing(action("read"), [user])], [thing({ type: "NS::Action", id: "x" }, [action("x")])],
  [thing(action("read"), [], { attrs: { a: 1 } })], [thing(user, [action("read")])],
];

// Escapes that the official engine reads as records, because they are broken or not alone.
export const stricterEntities = [
  { __entity: user, more: 1 }, { ...call("ip", { arg: "::1" }), more: 1 }, { __expr: "1", more: 1 },
  { __entity: 1 }, { __entity: { type: "User" } }, { __entity: 'User::"a"' }, { __extn: 1 },
  { __extn: { fn: "ip" } }, { __extn: { fn: "ip", args: "::1" } }, { __expr: 1 },
  { ...call("ip", { arg: "::1" }), __entity: user },
].map((a) => one({ a }));

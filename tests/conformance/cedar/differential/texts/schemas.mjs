// Tricky schemas, in Cedar's own format and as JSON.
const texts = String.raw`
entity A;
entity A
entity A;;
;
entity A, B;
entity A, B,;
entity A in B;
entity A in B; entity B;
entity A in [B]; entity B;
entity A in [B,]; entity B;
entity A in []; entity B;
entity A in [B, C]; entity B, C;
entity A in A;
entity A in [A];
entity A in String;
entity A in Nope;
entity A; entity A;
entity A, A;
entity A {};
entity A = {};
entity A = {} tags String;
entity A tags String;
entity A tags Set<String>;
entity A tags A;
entity A tags {};
entity A tags {a: Long};
entity A tags Nope;
entity A = {a: Long};
entity A = {a: Long,};
entity A = {a: Long, b?: String};
entity A = {"a b": Long, "": Long};
entity A = {"a"?: Long};
entity A = {a: Long, a: Long};
entity A = {a: Long, "a": Long};
entity A = {a: Bool, b: Boolean, c: Long, d: String};
entity A = {a: Bool; b: Long};
entity A = {a: int};
entity A = {a: long};
entity A = {a: Set<Long>};
entity A = {a: Set<Set<A>>};
entity A = {a: Set};
entity A = {a: Set<>};
entity A = {a: Set<Long, Long>};
entity A = {a: {b: {c: Long}}};
entity A = {a: Record};
entity A = {a: Entity};
entity A = {a: Extension};
entity A = {a: decimal, b: ipaddr, c: datetime, d: duration};
entity A = {a: ip};
entity A = {a: __cedar::Long, b: __cedar::String, c: __cedar::decimal};
entity A = {a: __cedar::A};
entity A = {a: Action};
entity A = {if: Long};
entity A = {in: Long, is: Long, true: Long};
entity A = {__cedar: Long};
entity A = {permit: Long, entity: Long, type: Long, namespace: Long, action: Long};
entity A = T; type T = {a: Long};
entity A = T; type T = Long;
entity A T; type T = {a: Long};
entity A = {a: T}; type T = Long;
entity A = {a: T}; type T = T;
entity A = {a: T}; type T = U; type U = T;
entity A = {a: T}; type T = {b: U}; type U = Set<T>;
entity A = {a: T}; type T = Long; type T = String;
entity T = {a: T}; type T = Long;
type Long = String;
type String = Long; entity A = {a: String};
type Bool = Long;
type Boolean = Long;
type Set = Long;
type Record = Long;
type Entity = Long;
type Extension = Long;
type ipaddr = Long; entity A = {a: ipaddr};
type decimal = String;
type T = {a: Long}
type T = {a: Long};
type T = A; entity A;
type T = Nope;
type in = Long;
type if = Long;
type __cedar = Long;
type type = Long;
type principal = Long;
entity Long;
entity Long; entity A = {a: Long};
entity String; entity A = {a: String};
entity Bool;
entity Set;
entity Action;
entity decimal; entity A = {a: decimal};
entity if;
entity in;
entity is;
entity has;
entity entity;
entity type;
entity action;
entity namespace;
entity enum;
entity tags;
entity __cedar;
entity A enum ["a"];
entity A enum ["a", "b"];
entity A enum ["a", "b",];
entity A enum ["a", "a"];
entity A enum [];
entity A enum [a];
entity A = enum ["a"];
entity A, B enum ["a"];
entity A enum ["a"] in B; entity B;
entity A enum ["a"] tags Long;
entity B in A; entity A enum ["a"];
entity A enum ["\n\u{41}\x41"];
entity "A";
entity A::B;
entity N::A;
entity A in N::B; namespace N { entity B; }
entity A = {a: N::B}; namespace N { entity B; }
entity A = {a: N::T}; namespace N { type T = Long; }
namespace N {}
namespace N { }
namespace N {};
namespace N::M { entity A; }
namespace N { entity A; } namespace N { entity B; }
namespace N { entity A; } namespace N { entity A; }
namespace N { namespace M { entity A; } }
namespace __cedar { entity A; }
namespace N::__cedar { entity A; }
namespace if { entity A; }
namespace N { entity A in B; } entity B;
namespace N { entity A in B; entity B; } entity B;
namespace N { entity A = {a: T}; } type T = Long;
namespace N { entity A; } entity A;
namespace N { type T = Long; } type T = Long;
namespace N { type T = Long; entity B = {a: T}; } namespace M { type T = N::T; }
namespace N { entity A in N::B; entity B; }
namespace N { action a; } action a;
namespace N { action a in b; } action b;
namespace N { action a in Action::"b"; } action b;
namespace N { action a in N::Action::"b"; action b; }
namespace N { action a in [b]; action b; }
action a;
action a
action "a b";
action "";
action a, b, "c d";
action a, b,;
action a; action a;
action a, a;
action a; action "a";
action if;
action in;
action "if";
action a in b;
action a in b; action b;
action a in [b, "c"]; action b; action "c";
action a in []; action b;
action a in a;
action a in b; action b in a;
action a in Action::"b"; action b;
action a in Nope::"b"; action b;
action a in A::"b"; action b; entity A;
action a appliesTo {};
action a appliesTo { principal: A, resource: A }; entity A;
action a appliesTo { principal: [A], resource: [A] }; entity A;
action a appliesTo { principal: [A,], resource: [A,], }; entity A;
action a appliesTo { principal: [A, A], resource: [A] }; entity A;
action a appliesTo { principal: [], resource: [A] }; entity A;
action a appliesTo { principal: A }; entity A;
action a appliesTo { resource: A }; entity A;
action a appliesTo { context: {} }; entity A;
action a appliesTo { principal: A, resource: A, context: {} }; entity A;
action a appliesTo { principal: A, resource: A, context: {a: Long} }; entity A;
action a appliesTo { principal: A, resource: A, context: T }; entity A; type T = {a: Long};
action a appliesTo { principal: A, resource: A, context: T }; entity A; type T = Long;
action a appliesTo { principal: A, resource: A, context: A }; entity A;
action a appliesTo { principal: A, resource: A, context: Long }; entity A;
action a appliesTo { context: {}, resource: A, principal: A }; entity A;
action a appliesTo { principal: A, principal: A, resource: A }; entity A;
action a appliesTo { principal: A, resource: A, context: {}, context: {} }; entity A;
action a appliesTo { principal: Nope, resource: A }; entity A;
action a appliesTo { principal: T, resource: A }; entity A; type T = A;
action a appliesTo { principal: Action, resource: A }; entity A;
action a appliesTo { principal A, resource: A }; entity A;
action a appliesTo { principal: A; resource: A }; entity A;
action a appliesTo principal: A, resource: A; entity A;
action a appliesTo { principal: A, resource: A } attributes {}; entity A;
action a appliesTo { principal: A, resource: A } attributes {a: 1}; entity A;
action a appliesTo { principal: A, resource: A } in b; entity A; action b;
action a in b appliesTo { principal: A, resource: A }; entity A; action b;
action a appliesTo { principal: A, resource: A, nope: A }; entity A;
action A::"a";
@doc("x") entity A;
@doc entity A;
@doc("x") @doc("y") entity A;
@doc("x") @note("y") entity A, B;
@if("x") entity A;
@doc(x) entity A;
@doc("x")
entity @doc("x") A;
entity A = {@doc("x") a: Long, @doc b?: Long};
entity A = @doc("x") {a: Long};
@doc("x") type T = Long;
@doc("x") action a;
@doc("x") namespace N { @doc("y") entity A; }
// comment
entity A; // comment
entity /* comment */ A;
entity a; entity A;
entity A-B;
entity 1A;
entity ü;
entity A in B in C; entity B, C;
Entity A;
ENTITY A;
entity A = {a: Long} tags Long in B; entity B;
entity A in B = {a: Long} tags Long; entity B;
entity A tags Long = {a: Long};
entity A = {a: A?};
entity A = {a?: A?};
entity A = {a: B<Long>};
entity A = {a: Set<B>}; entity B;
entity A = {a: Set < B >}; entity B;
entity A = {a: N :: B}; namespace N { entity B; }
entity A = {?a: Long};
entity A = {a : Long , b ? : Long};
type T = { a: Long, ...};
`;

const empty = { entityTypes: {}, actions: {} };
const space = (name) => ({ [name]: empty });
const types = (entityTypes) => ({ "": { ...empty, entityTypes } });
const common = (commonTypes, entityTypes = {}) => ({ "": { ...empty, commonTypes, entityTypes } });
const type = (shape) => types({ A: { shape } });
const attribute = (more) => type({ type: "Record", attributes: { a: more } });
const action = (more, others = {}) =>
  ({ "": { entityTypes: { A: {} }, actions: { a: more, ...others } } });
const both = { principalTypes: ["A"], resourceTypes: ["A"] };

export const schemaJsons = [
  {}, { "": {} }, { "": { entityTypes: {} } }, types({}),
  { "": { entityTypes: {}, actions: {}, commonTypes: {} } },
  { "": { entityTypes: {}, actions: {}, x: 1 } }, space("N"), space("N::M"), space("N :: M"),
  space("1"), space("__cedar"), space("if"), types({ "": {} }), types({ "N::A": {} }),
  types({ A: { memberOfTypes: ["A"] } }), types({ A: { memberOfTypes: ["B"] } }),
  types({ A: { memberOfTypes: "A" } }), types({ A: { nope: 1 } }),
  types({ A: { tags: { type: "Long" } } }), types({ A: { tags: { type: "Nope" } } }),
  types({ A: { enum: ["a"] } }), types({ A: { enum: [] } }),
  types({ A: { enum: ["a"], shape: { type: "Record", attributes: {} } } }),
  types({ A: { annotations: { doc: "x" } } }), type({ type: "Record", attributes: {} }),
  type({ type: "Record" }), type({ type: "Long" }), type({}),
  type({ type: "Record", attributes: {}, additionalAttributes: false }),
  type({ type: "Record", attributes: {}, additionalAttributes: true }),
  type({ type: "Record", attributes: {}, nope: 1 }), type("Record"), type(null),
  attribute({ type: "Long" }), attribute({ type: "Long", required: false }),
  attribute({ type: "Bool" }), attribute({ type: "Long", required: 1 }),
  attribute({ type: "Boolean" }), attribute({ type: "Strin" }),
  attribute({ type: "Long", nope: 1 }), attribute({ type: "Set", element: { type: "Long" } }),
  attribute({ type: "Set" }), attribute({ type: "Set", element: "Long" }), attribute("Long"),
  attribute({}), attribute({ type: "Long", element: { type: "Long" } }),
  attribute({ type: "Entity", name: "A" }), attribute({ type: "Entity", name: "Nope" }),
  attribute({ type: "Entity" }), attribute({ type: "A" }),
  attribute({ type: "EntityOrCommon", name: "A" }),
  attribute({ type: "EntityOrCommon", name: "Long" }),
  attribute({ type: "Extension", name: "ipaddr" }),
  attribute({ type: "Extension", name: "decimal" }),
  attribute({ type: "Extension", name: "datetime" }), attribute({ type: "Extension", name: "ip" }),
  attribute({ type: "Extension" }), attribute({ type: "ipaddr" }),
  attribute({ type: "__cedar::Long" }), attribute({ type: "__cedar::ipaddr" }),
  attribute({ type: "Record", attributes: { b: { type: "A" } } }),
  attribute({ type: "Long", annotations: { doc: "x" } }),
  common({ T: { type: "Long" } }, { A: { shape: { type: "T" } } }),
  common({ T: { type: "Record", attributes: {} } }, { A: { shape: { type: "T" } } }),
  common({ T: { type: "T" } }), common({ T: { type: "U" }, U: { type: "T" } }),
  common({ Long: { type: "String" } }), common({ ipaddr: { type: "String" } }),
  common({ Set: { type: "String" } }), common({ Entity: { type: "String" } }),
  common({ "N::T": { type: "String" } }), action({}), action({ appliesTo: null }),
  action({ appliesTo: {} }), action({ nope: 1 }),
  action({ appliesTo: { principalTypes: [], resourceTypes: [] } }), action({ appliesTo: both }),
  action({ appliesTo: { principalTypes: ["A"] } }), action({ appliesTo: { resourceTypes: ["A"] } }),
  action({ appliesTo: { principalTypes: ["Nope"], resourceTypes: ["A"] } }),
  action({ appliesTo: { ...both, nope: 1 } }),
  action({ appliesTo: { ...both, context: { type: "Long" } } }),
  action({ appliesTo: { ...both, context: { type: "A" } } }),
  action({ appliesTo: { ...both, context: { type: "Record", attributes: {} } } }),
  action({ memberOf: [] }), action({ memberOf: [{ id: "b" }] }),
  action({ memberOf: [{ id: "b" }] }, { b: {} }), action({ memberOf: [{ id: "a" }] }),
  action({ memberOf: [{ id: "b", type: "Action" }] }, { b: {} }),
  action({ memberOf: [{ id: "b", type: "A" }] }, { b: {} }), action({ memberOf: ["b"] }, { b: {} }),
  action({ memberOf: [{ id: "b" }] }, { b: { memberOf: [{ id: "a" }] } }),
  action({ attributes: {} }), action({ attributes: { a: 1 } }),
  action({ annotations: { doc: "x" } }), types({ Action: {} }), types({ Long: {} }),
  types({ if: {} }), types({ principal: {} }),
];

export const schemaTexts = texts.split("\n").filter((line) => line.trim() !== "");

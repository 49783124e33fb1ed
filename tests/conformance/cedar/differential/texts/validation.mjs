// Policies that a validator may see differently; of the schema of world.mjs.
const bodies = String.raw`
true
1
"a"
principal
principal.flag
principal.age
principal.nope
principal.maybe
principal.maybe == 1
principal has maybe && principal.maybe == 1
principal.maybe == 1 && principal has maybe
principal has maybe || principal.maybe == 1
!(principal has maybe) || principal.maybe == 1
!(principal has maybe) && principal.maybe == 1
if principal has maybe then principal.maybe == 1 else true
if principal has maybe then true else principal.maybe == 1
if !(principal has maybe) then true else principal.maybe == 1
(principal has maybe && true) && principal.maybe == 1
(principal has maybe || false) && principal.maybe == 1
(principal has maybe || principal has maybe) && principal.maybe == 1
(principal has maybe || resource has maybe) && principal.maybe == 1
(principal has maybe && resource has maybe) && resource.maybe == principal.maybe
principal has maybe && (resource has maybe && principal.maybe == resource.maybe)
principal has maybe && principal["maybe"] == 1
principal has "maybe" && principal.maybe == 1
principal has maybe && resource.maybe == 1
principal has maybe && principal.owner.maybe == 1
principal.owner has maybe && principal.owner.maybe == 1
principal has owner.maybe && principal.owner.maybe == 1
principal has nested.b.d && principal.nested.b.d
principal has nested.b && principal.nested.b.d
principal.nested.b has d && principal.nested.b.d
principal.nested has b.d && principal.nested.b.d
principal has nope
principal has nope && principal.nope
principal has nope && principal.age
principal has nope.more
principal has age.more
(principal has nope) == false
if principal has nope then 1 == "a" else true
if principal has age then true else 1 + "a" == 2
context has opt && context.opt
context.opt
context has deep.x.y.z && context.deep.x.y.z == 1
context.deep.x.y.z == 1
context.deep.x.nope == 1
context has deep.x.nope
context == {n: 1}
context.n == 1
context has when && context.when < datetime("2024-01-01")
context.when < datetime("2024-01-01")
(if principal.flag then principal has maybe else false) && principal.maybe == 1
(if principal has maybe then true else false) && principal.maybe == 1
(if true then principal has maybe else false) && principal.maybe == 1
(if false then true else principal has maybe) && principal.maybe == 1
principal.hasTag("a")
principal.getTag("a") == 1
principal.hasTag("a") && principal.getTag("a") == 1
principal.hasTag("a") && principal.getTag("b") == 1
principal.hasTag("a") && resource.getTag("a") == 1
principal.hasTag("a") || principal.getTag("a") == 1
principal.hasTag(principal.name) && principal.getTag(principal.name) == 1
principal.hasTag(context.s) && principal.getTag(context.s) == 1
principal.hasTag(context.s) && principal.getTag(principal.name) == 1
principal.hasTag(1)
principal.hasTag("a") && principal.getTag("a") == "b"
Group::"a".hasTag("a")
Group::"a".hasTag("a") && Group::"a".getTag("a") == 1
Group::"a".getTag("a") == 1
"a".hasTag("a")
context.hasTag("a")
Action::"view".hasTag("a")
false && principal.nope
true || principal.nope
false && 1 == "a"
true || 1 == "a"
true && 1
1 && true
false || 1
true || 1
false && 1
principal.flag && 1
principal.flag || 1
if true then true else 1
if false then 1 else true
if principal.flag then true else 1
if 1 then true else false
(if principal.flag then 1 else "a") == 1
(if true then 1 else "a") == 1
if principal.flag then principal == resource else true
1 == 1
1 == "a"
1 != "a"
1 == true
principal == resource
principal == principal
principal != resource
principal == User::"a"
principal == Group::"a"
principal == principal.owner
principal == Nope::"a"
principal in Nope::"a"
User::"a" == User::"a"
User::"a" == User::"b"
User::"a" == Group::"a"
User::"a" in Group::"a"
principal in Group::"a"
principal in User::"a"
principal in resource
resource in Folder::"root"
resource in Folder::"nope"
resource in Group::"a"
resource in User::"a"
principal in [Group::"a", Group::"b"]
principal in [Group::"a", User::"b"]
principal in [User::"a"]
principal in []
principal in principal.peers
resource in principal.peers
principal in 1
principal in "a"
principal in [1]
1 in principal
action in Action::"read"
action in [Action::"read", Action::"edit"]
action in Action::"nope"
action == Action::"view"
action == Action::"edit"
action == Action::"read"
action == Action::"nope"
action == User::"a"
action in User::"a"
action.a
action has a
action is Action
principal is Action
principal is User
principal is Group
principal is Nope
principal is NS::Thing
principal is Thing
resource is Doc
resource is User && resource.nope
resource is Doc || resource.nope
principal is Group && principal.nope
principal is User && principal.age == 1
principal is User in Group::"a"
principal is Group in Group::"a"
principal is User in User::"a"
"a" is User
context is User
principal.owner is User && principal.owner.age == 1
Folder::"root" == Folder::"root"
Folder::"nope" == Folder::"nope"
Folder::"root".a
Folder::"root" in Group::"a"
Folder::"root" has a
[1, 2].contains(1)
[1, 2].contains("a")
[1, "a"].contains(1)
[].contains(1)
[].isEmpty()
[1].isEmpty()
[1].containsAll([2])
[1].containsAll(["a"])
[1].containsAny([])
[1] == [2]
[1] == ["a"]
[[1], [2]] == [[3]]
[[1], ["a"]].isEmpty()
[User::"a", User::"b"].contains(principal)
[User::"a", Group::"b"].isEmpty()
[User::"a"].contains(resource)
[principal, principal.owner].contains(principal)
[principal, resource].contains(principal)
principal.peers.contains(principal)
principal.peers.contains(resource)
principal.words.contains("a")
principal.words.contains(1)
principal.words.containsAll(principal.peers)
principal.words == principal.peers
principal.words == ["a"]
principal.words == []
"a".contains("a")
1.isEmpty()
{a: 1} == {a: 2}
{a: 1} == {a: "b"}
{a: 1} == {b: 1}
{a: 1} == {a: 1, b: 2}
{a: 1}.a == 1
{a: 1}.b == 1
{a: 1} has a
{a: 1} has b
{a: {b: 1}} has a.b
{a: principal.nope}.a
[{a: 1}, {a: 2}].contains({a: 3})
[{a: 1}, {a: 2, b: 3}].contains({a: 3})
[{a: 1}, {b: 2}].isEmpty()
principal.nested == {a: 1, b: {c: "d"}}
principal.nested == {a: 1, b: {c: "d", d: true}}
principal.nested == resource.nested
1 < 2
"a" < "b"
1 < "a"
true < false
principal < resource
decimal("1.0") < decimal("2.0")
principal.price.lessThan(decimal("1.0"))
principal.price.lessThan(1)
principal.price.lessThan()
principal.price == decimal("1.0")
principal.price == 1
datetime("2024-01-01") < datetime("2024-01-02")
datetime("2024-01-01") < duration("1h")
datetime("2024-01-01") < 1
duration("1h") < duration("2h")
principal.since.offset(principal.ttl) < principal.since
principal.since.offset(principal.since) < principal.since
principal.since.durationSince(principal.since) < principal.ttl
principal.since.toDate().toTime() == principal.ttl
principal.ttl.toDays() < 1
principal.ttl.toDays(1) < 1
decimal("1.0") == decimal(principal.name)
decimal("x") == decimal("1.0")
decimal("1.00000") == decimal("1.0")
ip("1.2.3.4") == principal.addr
ip("x") == principal.addr
ip(principal.name) == principal.addr
ip("1." + "2") == principal.addr
ip(if true then "1.2.3.4" else "::1") == principal.addr
ip() == principal.addr
ip("1.2.3.4", "x") == principal.addr
ip(1) == principal.addr
datetime("2024-13-01") == principal.since
datetime(principal.name) == principal.since
duration("1x") == principal.ttl
principal.addr.isInRange(ip("10.0.0.0/8"))
principal.addr.isInRange("10.0.0.0/8")
principal.addr.isIpv4()
principal.addr.isIpv4(1)
principal.name.isIpv4()
1 + 1 == 2
1 + "a" == 2
1 + true == 2
-principal.age == 1
-"a" == 1
-true
!true
!1
!principal
principal.age * principal.age > 0
principal.name like "a*"
principal.age like "a*"
principal.name == "a" && principal.name like "*"
principal.owner.owner.owner.age == 1
principal.owner.peers.contains(principal.owner)
principal["odd key"] == 1
principal has "odd key"
principal["odd key"] == "a"
resource.owner == principal
(if principal.flag then principal else principal.owner).age == 1
(if principal.flag then principal else resource).age == 1
(if principal.flag then principal else resource) == principal
(if principal.flag then {a: 1} else {a: 2}).a == 1
(if principal.flag then {a: 1} else {b: 2}) has a
(if principal.flag then [1] else [2]).contains(1)
(if principal.flag then [] else [2]).contains(1)
(if principal.flag then context else context).n == 1
!(principal.flag && false) || principal.nope
(principal.flag && false) && principal.nope
(principal.flag || true) || principal.nope
(true && false) && principal.nope
!true && principal.nope
(1 == 1) || principal.nope
(User::"a" == User::"a") || principal.nope
(User::"a" == User::"b") && principal.nope
(action == Action::"edit") && principal.nope
(action == Action::"view") || principal.nope
(action in Action::"read") || principal.nope
(principal is User) || principal.nope
(principal is Group) && principal.nope
(principal in Folder::"root") && principal.nope
(principal == Group::"a") && principal.nope
`;

const scopes = `
principal, action, resource
principal == User::"a", action, resource
principal == Nope::"a", action, resource
principal == Group::"a", action, resource
principal in Group::"a", action, resource
principal in Nope::"a", action, resource
principal in User::"a", action, resource
principal in Folder::"root", action, resource
principal is User, action, resource
principal is Group, action, resource
principal is Nope, action, resource
principal is Action, action, resource
principal is NS::Thing, action, resource
principal is NS::Thing, action == Action::"view", resource
principal is NS::Thing, action == Action::"list", resource
principal is User in Group::"a", action, resource
principal is User in User::"a", action, resource
principal is Group in Group::"a", action, resource
principal, action == Action::"view", resource
principal, action == Action::"read", resource
principal, action in Action::"read", resource
principal, action in Action::"view", resource
principal, action in [Action::"read", Action::"list"], resource
principal, action in [Action::"read", Action::"nope"], resource
principal, action in [], resource
principal, action == Action::"nope", resource
principal, action == NS::Action::"view", resource
principal, action in Action::"nope", resource
principal, action, resource == Doc::"a"
principal, action, resource == User::"a"
principal, action, resource == Folder::"root"
principal, action, resource in Folder::"root"
principal, action, resource in Folder::"nope"
principal, action, resource in Group::"a"
principal, action, resource is Doc
principal, action, resource is NS::Thing
principal, action, resource is Thing
principal, action == Action::"list", resource is NS::Thing
principal, action == Action::"view", resource is NS::Thing
principal == User::"a", action == Action::"list", resource == Doc::"b"
principal == NS::Thing::"a", action == Action::"list", resource == Doc::"b"
principal == NS::Thing::"a", action == Action::"view", resource == Doc::"b"
`;

const split = (block) => block.split("\n").filter((line) => line.trim() !== "");
const view = 'permit(principal is User, action == Action::"view", resource is Doc)';
const several = "permit(principal, action in [Action::\"read\", Action::\"list\"], resource)";

const conditions = `
when { 1 == 1 } when { "a" }
when { principal has maybe } when { principal.maybe > 1 }
when { principal has maybe } unless { principal.maybe > 1 }
unless { principal has maybe } when { principal.maybe > 1 }
unless { !(principal has maybe) } when { principal.maybe > 1 }
when { false } when { principal.nope }
unless { true } when { principal.nope }
`;

export const validationTexts = [
  ...split(bodies).map((body) => `${view} when { ${body} };`),
  ...split(bodies).map((body) => `${several} unless { ${body} };`),
  ...split(scopes).map((scope) => `permit(${scope});`),
  ...["age == 1", "nope"].flatMap((name) =>
    split(scopes).map((scope) => `forbid(${scope}) when { principal.${name} };`)),
  ...["n == 1", 's == "a"'].flatMap((name) =>
    split(scopes).map((scope) => `permit(${scope}) unless { context.${name} };`)),
  ...split(conditions).map((text) => `${view} ${text};`), `${view}; ${view} when { 1 };`,
];

// Tricky texts: every corner of the grammar that readers are likely to see differently. What is
// right is not said here: the official engine's answer is what is expected.
import { statements } from "./statements.mjs";

const strings = String.raw`
  "" "a" "\n\r\t\0\\\"\'" "\a" "\b" "\x" "\x4" "\x41" "\x7f" "\x80" "\xff" "\xFF" "\X41" "\u41"
  "\u0041" "\u{}" "\u{41}" "\u{000041}" "\u{0000041}" "\u{d800}" "\u{10ffff}" "\u{110000}" "\u{4_1}"
  "\u{ 41}" "\u{41" "\U{41}" "\*" "a\*b" "\e" "\1" "\/" "\$" "unterminated 'single' "a" "b" """"
  "日本" "\u{1F600}" "😀" "a//b" "/*" "\\" "\\\" "\{" "\u{g}"`;

const relations = String.raw`
1 < 2
1 < 2 < 3
1 == 2 == 3
1 < 2 == true
(1 < 2) == true
1 < (2 == 3)
1 in 2
principal in resource in action
principal in [resource]
principal in []
principal in (resource)
principal in resource.owner
principal in resource.owner + 1
principal in if true then resource else resource
principal in !true
principal == resource && principal
principal = resource
1 <> 2
1 =< 2
1 => 2
1 >== 2
1 === 2
1 !== 2
1 ! = 2
1 < = 2
true & false
true | false
true and false
true && false || true && !false
true || false && true
true && if true then true else false
true || if true then true else false
if true then true else false && true
if true then true
if true else false
if true then if false then 1 == 1 else false else true
(if true then 1 else 2) == 1
1 + if true then 1 else 2
!if true then true else false
not true
1 + 2 * 3 - 4 == 3
1 / 2 == 0
1 % 2 == 0
2 ** 3 == 8
1 ++ 1 == 2
1 + -1 == 0
1 - - 1 == 2
1 --1 == 2
1 * -1 == -1
+1 == 1
principal is User
principal is User in resource
principal is User in [resource, action]
principal is "User"
principal is (User)
principal is NS::User
principal is NS :: User
principal is NS::User::"a"
principal is ?type
principal is resource
principal is User && true
principal is User == true
principal is User is User
principal in resource is User
principal is
principal is in
principal is User in
principal is true
principal is __cedar
principal is __cedar::User
principal is Long
principal is Set<User>
!principal is User
(1 is User)
1 is User
"a" like "a"
"a" like a
"a" like ("a")
"a" like "a" like "b"
"a" like "a" + "b"
"a" like principal.name
"a" like "\*"
"a" like "\\*"
"a" like "*\**"
"a" like "\x2a"
"a" like "\u{2a}"
"a" like "\q"
"a" like 1
"a" like
"a" unlike "b"
!"a" like "b"
principal like "a" && true
principal has a
principal has "a"
principal has a.b
principal has a.b.c
principal has a."b"
principal has "a"."b"
principal has "a".b
principal has a["b"]
principal has (a)
principal has a.b()
principal has a.
principal has .a
principal has if
principal has a.if
principal has in
principal has like
principal has has
principal has is
principal has true
principal has "true"
principal has then
principal has __cedar
principal has a.__cedar
principal has permit
principal has when
principal has principal
principal has resource.action
principal has User::a
principal has 1
principal has a == true
principal has a has b
principal has a && principal.a has b
principal has ?a
principal.a has b.c
principal has a b
!principal has a
principal has contains
principal has ip
`;

const members = String.raw`
principal.a
principal.a.b.c
principal . a
principal. a // comment
principal["a"]
principal["a"]["b"].c
principal['a']
principal[a]
principal[0]
principal["a", "b"]
principal[]
principal[("a")]
principal["a" + "b"]
principal["\x41"]
principal["\*"]
principal.if
principal.true
principal.in
principal.like
principal.has
principal.is
principal.then
principal.else
principal.false
principal.__cedar
principal.permit
principal.forbid
principal.when
principal.unless
principal.principal
principal.action
principal.type
principal.ip
principal.contains
principal["if"]
principal."a"
principal.1
principal.a-b
principal.A_1
principal._
principal.ü
principal?.a
principal.a.
.a
{a: 1}.a
{a: true}["a"]
[1].contains(1)
User::"a".name
"a".b
1.a
true.a
-principal.a == 1
!principal.a.b
context.a
action.a
(principal).a
(principal.a).b
(principal).if
Principal
user
foo
foo.bar
if
__cedar
__cedar::User::"a"
User::__cedar::"a"
permit
?principal
?resource == resource
?principal.a
?action
?foo
principal == ?principal
principal in ?principal
[?principal]
`;

const calls = String.raw`
ip("1.2.3.4") == ip("1.2.3.4")
ip()  == 1
ip("a", "b") == 1
ip "a" == 1
ip(ip("a")) == 1
ip("1.2.3.4",) == 1
ip ("1.2.3.4") == 1
(ip)("1.2.3.4") == 1
IP("1.2.3.4") == 1
ip == 1
NS::ip("1.2.3.4") == 1
decimal("1.0").lessThan(decimal("2.0"))
decimal("1.0").lessThan()
decimal("1.0").lessThan(decimal("2.0"), 1)
decimal("1.0").lessThan(decimal("2.0"),)
decimal("1.0").lessThan
lessThan(decimal("1.0"), decimal("2.0"))
decimal(1.0) == 1
principal.decimal("1.0") == 1
"1.0".decimal() == 1
"1.2.3.4".ip().isIpv4()
isIpv4(ip("1.2.3.4"))
ip("1.2.3.4").isIpv4(1)
ip("1.2.3.4").isIPv4()
ip("1.2.3.4").isIpv4 ()
ip("1.2.3.4")["isIpv4"]()
datetime("2024-01-01").offset(duration("1h")) == 1
datetime("2024-01-01").toDate().toTime().toDays() == 1
duration("1h").toHours() == 1
duration("1h").toHours(1) == 1
duration("1h").toWeeks() == 1
offset(datetime("2024-01-01"), duration("1h")) == 1
error("a") == 1
foo("a")
foo()
principal.foo()
principal.foo("a")
principal.contains
principal.contains()
principal.contains(1)
principal.contains(1, 2)
principal.contains(1,)
principal.containsAll()
principal.containsAll([1], [2])
principal.containsAny()
principal.containsAny([1])
principal.isEmpty()
principal.isEmpty(1)
principal.isEmpty
principal.hasTag()
principal.hasTag("a")
principal.hasTag("a", "b")
principal.hasTag(a)
principal.getTag()
principal.getTag("a")
principal.getTag("a", "b")
principal.getTag("a").b
contains([1], 1)
containsAll([1], [1])
isEmpty([1])
getTag(principal, "a") == 1
hasTag(principal, "a")
[1].Contains(1)
[].isEmpty()
principal.contains(1).isEmpty()
principal()
principal.a()
User("a")
User::"a"()
1()
"a"()
[1]()
{a: 1}()
true()
if()
principal.ip("a")
permit(principal)
has(principal, a)
like("a", "b")
`;

const literals = String.raw`
0 == 00
007 == 7
1_000 == 1000
0x10 == 16
1.5 == 1
1e3 == 1
9223372036854775807 == 1
9223372036854775808 == 1
-9223372036854775808 == 1
-9223372036854775809 == 1
- 9223372036854775808 == 1
--9223372036854775808 == 1
-(9223372036854775808) == 1
-(-9223372036854775808) == 1
(-9223372036854775808) == 1
0 - 9223372036854775808 == 1
-9223372036854775808.a == 1
!9223372036854775808
99999999999999999999999999 == 1
-0 == 0
-00 == 0
!true
!!true
!!!true
!!!!true
!!!!!true
! ! true
-1 == 1
--1 == 1
---1 == 1
----1 == 1
-----1 == 1
- - - - 1 == 1
!-1
-!true == 1
!-!true
!(-1 == 1)
!(!(!(!(!(true)))))
-(-(-(-(-(1))))) == 1
-a == 1
-principal == 1
-"a" == 1
-[1] == 1
-(1 + 2) == 1
!(true)
TRUE
True
true
false
null
nil
None
[]
[1]
[1, 2]
[1, 2,]
[1,,2]
[,]
[,1]
[1 2]
[1; 2]
[[1], [2, [3]]]
[true, "a", User::"a", principal]
(1)
()
((true))
(true
true)
[1)
{}
{a: 1}
{a: 1,}
{a: 1, b: 2}
{a: 1,, b: 2}
{,}
{,a: 1}
{"a": 1}
{'a': 1}
{"a b": 1, c: 2}
{"": 1}
{a = 1}
{a: 1; b: 2}
{a: 1 b: 2}
{a}
{a: }
{1: 1}
{(a): 1}
{a.b: 1}
{a::b: 1}
{User::"a": 1}
{a: 1, a: 1}
{a: 1, a: 2}
{"a": 1, a: 2}
{"\x61": 1, a: 2}
{a: {b: {c: [1, {d: 2}]}}}
{if: 1}
{true: 1}
{false: 1}
{then: 1}
{else: 1}
{in: 1}
{is: 1}
{has: 1}
{like: 1}
{__cedar: 1}
{"if": 1}
{"__cedar": 1}
{permit: 1}
{principal: 1}
{principal: principal}
{ip: 1}
{context: 1}
{?principal: 1}
{-1: 1}
{ü: 1}
User::"a"
User :: "a"
User::"a"::"b"
User:"a"
User::a
User::
::"a"
User::""
User::"\n"
User::"\*"
NS::User::"a"
NS :: User :: "a"
User::{id: "a"}
User::{uid: "a", type: "b"}
User::{}
User::{"a"}
if::"a"
true::"a"
is::User::"a"
NS::in::"a"
principal::"a"
action::"a"
permit::"a"
Action::"a"
ip::"a"
_::"a"
A1_::"a"
1A::"a"
ü::"a"
User.Name::"a"
User::'a'
"User"::"a"
?principal::"a"
`;

const split = (block) => block.split("\n").filter((line) => line.trim() !== "");
const when = (body) => `permit(principal, action, resource) when { ${body} };`;
const literal = (text) => when(`"" == ${text}`);

// Brackets around what a scope names: the grammar has an expression there.
const bracketedScopes = [
  'principal == (User::"a"), action, resource', "principal in (?principal), action, resource",
  'principal is User in (User::"a"), action, resource', "principal is (User), action, resource",
  'principal, action == (Action::"a"), resource', 'principal, action == ([Action::"a"]), resource',
  'principal, action in ([Action::"a"]), resource', 'principal, action in [[Action::"a"]], resource',
  'principal, action in [(Action::"a")], resource', 'principal == ((User::"a"), action, resource',
  'principal, action, resource in ((Folder::"a"))', "(principal), action, resource",
].map((scope) => `permit(${scope});`);

export const policyTexts = [
  ...bracketedScopes,
  ...strings.trim().split(/\s+/).map(literal),
  ...[relations, members, calls, literals].flatMap(split).map(when),
  ...statements,
];

// What the official engine reads and ours does not: values left open for partial evaluation.
export const stricterTexts = [
  ...['unknown("a") == 1', 'unknown("a")', "unknown()", 'unknown("a", "b")'].map(when),
];

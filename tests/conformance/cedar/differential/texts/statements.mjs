// Tricky whole policies: effects, scopes, annotations, conditions, blanks and comments.
const scopes = `
principal, action, resource
principal, action, resource,
principal, action, resource,,
,principal, action, resource
principal action resource
principal, action
principal
principal, action, resource, context
resource, action, principal
principal, resource, action
Principal, action, resource
principal:User, action, resource
principal: User, action, resource
principal, action: Action, resource
principal == User::"a", action == Action::"b", resource == Doc::"c"
principal = User::"a", action, resource
principal != User::"a", action, resource
principal == User::a, action, resource
principal == "a", action, resource
principal == 1, action, resource
principal == principal, action, resource
principal == resource, action, resource
principal == ?principal, action, resource
principal == ?resource, action, resource
principal == ?user, action, resource
principal == [User::"a"], action, resource
principal in User::"a", action, resource
principal in ?principal, action, resource
principal in [User::"a"], action, resource
principal in [], action, resource
principal in User::"a" in User::"b", action, resource
principal is User, action, resource
principal is ?principal, action, resource
principal is "User", action, resource
principal is User::"a", action, resource
principal is NS::User, action, resource
principal is __cedar::User, action, resource
principal is if, action, resource
principal is User in Group::"a", action, resource
principal is User in ?principal, action, resource
principal is User in ?resource, action, resource
principal is User == ?principal, action, resource
principal is User in [Group::"a"], action, resource
principal in Group::"a" is User, action, resource
principal is User is User, action, resource
principal has a, action, resource
principal like "a", action, resource
principal.a == User::"a", action, resource
principal < User::"a", action, resource
principal == User::"a" && true, action, resource
User::"a" == principal, action, resource
principal, action == ?action, resource
principal, action in ?action, resource
principal, action in Action::"a", resource
principal, action in [Action::"a"], resource
principal, action in [Action::"a", Action::"b"], resource
principal, action in [Action::"a", Action::"b",], resource
principal, action in [Action::"a",,], resource
principal, action in [], resource
principal, action in [?action], resource
principal, action in [[Action::"a"]], resource
principal, action == [Action::"a"], resource
principal, action == User::"a", resource
principal, action in User::"a", resource
principal, action in [User::"a"], resource
principal, action == NS::Action::"a", resource
principal, action == Action::NS::"a", resource
principal, action is Action, resource
principal, action is Action in Action::"a", resource
principal, action is User, resource
principal, action, resource == ?resource
principal, action, resource in ?resource
principal, action, resource is Doc in ?resource
principal, action, resource == ?principal
principal == ?principal, action, resource == ?resource
principal == ?principal, action, resource in ?resource
principal == User::"a",action,resource is Doc
principal is User in User::"a" , action in [ Action::"x" ] , resource is Doc in Doc::"y"
principal == if true then User::"a" else User::"b", action, resource
?principal, action, resource
`;

const annotations = String.raw`
@id("a")
@id
@id()
@id("")
@id("a",)
@id("a", "b")
@id(a)
@id(1)
@id('a')
@id "a"
@ id("a")
@id ("a")
@id("\n\u{41}\x41\'")
@id("\*")
@id("\q")
@id("a") @id("a")
@id("a") @id("b")
@id @id("b")
@id("a") @Id("b")
@a("b") @c("d")
@a @b @c
@if("a")
@true("a")
@false
@then("a")
@else("a")
@in("a")
@is("a")
@has("a")
@like("a")
@permit("a")
@forbid("a")
@when("a")
@unless("a")
@principal("a")
@action("a")
@resource("a")
@context("a")
@__cedar("a")
@a.b("c")
@a::b("c")
@"a"("b")
@1("a")
@ü("a")
@_("a")
@a-b("c")
@
@@id("a")
@id("a");
@id("a"),
@id(("a"))
@id("a" "b")
@id("a") // comment
`;

// P stands for a whole scope.
const whole = String.raw`
;
;;
P
P;
P;;
P ;
P; P;
P P;
P,
P; forbid
P\;
forbid(principal, action, resource);
deny(principal, action, resource);
Permit(principal, action, resource);
PERMIT(principal, action, resource);
permit (principal,action,resource);
permit(principal, action, resource;
permit principal, action, resource;
permit();
permit;
permit(principal, action, resource)) ;
(permit(principal, action, resource));
// only a comment
/* block */
P /* a */;
P /;
P; //
P # a
P -- a
P when { true };
P when { true }
P when { true };;
P when { true
P when { true ;
P when { };
P when {};
P unless {};
P when { true; };
P when { true; false };
P when { true, };
P when { true, false };
P when true;
P when (true);
P when { true } when { false };
P when { true } unless { false } when { true };
P unless { true } unless { false };
P when{true}unless{false};
P when { true }, when { false };
P when { true } && { false };
P when { true } { false };
P where { true };
P if { true };
P advice { "a" };
P { true };
P When { true };
when { true } P;
P when { { true } };
P when { {} };
P when { {a: 1} };
P when { [] };
P when { 1 };
P when { "a" };
P when { principal };
P when { ?principal };
P when { principal == ?principal };
permit(principal == ?principal, action, resource) when { principal == ?principal };
permit(principal == ?principal, action, resource) when { ?principal.a };
permit(principal == ?principal, action, resource) unless { resource in ?resource };
P when { "// no comment" == "" };
P when { true $$ };
P when { true ~ };
P when { true ^ };
P when { a ? b : c };
P when { 'true' };
P when { @a };
P when { "a" like "\*\x2a" };
P when { "a" like "\u{2a}*" };
P @id("a");
@id("a") @note P; @id("a") P;
`;

// Ends of lines, blanks and comments of every kind; these have characters that must be escaped.
const controls = [
  "", " \n\t", "// no end of line at the end", "// a\nP; // b\n// c", "P // when {\n;", "P\n;",
  "P when { true // } ;\n };", "permit\n(\nprincipal\n,\naction\n,\nresource\n)\n;",
  "P when\n{\ntrue\n}\n;\n", "\ufeffP;", "// comment ended by CR\rP;", "// by LS\u2028P;",
  "// by NEL\u0085P;", "// by FF\fP;", "// by VT\vP;", "// \0 in a comment\n",
  "// \ud83d\ude00 in a comment\n", 'P when { NS::\n  User::"a" };',
  'P when { NS// comment\n::User::"a" };', 'P when { "a" like "b\nc" };',
  'P when { "a" like "b\\\nc" };', 'P when { principal["a\nb"] };', 'P when { {"a\nb": 1} };',
  'P when { User::"a\nb" };', '@id("a\nb") P;', '@id("a\\\nb") P;',
];
const blanks = ["\u00a0", "\u2028", "\u2029", "\u2003", "\u3000", "\u0085", "\u200b", "\u1680",
  "\u180e", "\u202f", "\u205f", "\v", "\f", "\r", "\r\n", "\0", "\x1a", "\x1c", "\x7f"];
const inStrings = ["\n", "\r", "\r\n", "\t", "\0", "\x7f", "\\\n", "\\\n   ", "\\\r\n", "\\\r",
  "\\ ", "\u2028", "\\\n\n\n ", "\ufeff", "\\\n\u00a0", "\\\n\v", "\\u{ 41}", "\\\n\\\n"];

const long = [
  `${"(".repeat(20)}true${")".repeat(20)}`, `${"[".repeat(20)}${"]".repeat(20)}`,
  `${"true && ".repeat(60)}true`, `${"1 + ".repeat(60)}1 == 1`,
  `${"if true then true else ".repeat(10)}false`, `principal${".a".repeat(60)}`,
  `principal has ${"a.".repeat(20)}a`,
];

const split = (block) => block.split("\n").filter((line) => line.trim() !== "");

export const statements = [
  ...split(scopes).map((scope) => `permit(${scope});`),
  ...split(annotations).map((line) => `${line}\nP;`),
  ...split(whole), ...controls, ...blanks.map((blank) => `P${blank};`),
  ...inStrings.map((part) => `P when { "a${part}b" == "" };`),
  ...long.map((body) => `P when { ${body} };`),
].map((text) => text.replace(/\bP\b/g, "permit(principal, action, resource)"));

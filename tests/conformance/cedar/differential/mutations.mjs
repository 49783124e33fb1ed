// Texts with a slip: a token left out, doubled, exchanged with the next, replaced or put in. Most
// must be refused; which, the official engine says.
const token = /\/\/[^\n]*|"(?:\\.|[^"\\])*"|\?\w+|[A-Za-z_]\w*|\d+|::|&&|\|\||[=!<>]=|\S/gsu;

// No brackets: those around an entity in a scope are a known difference.
const common = [",", ";", ":", "::", ".", "=", "?", "@", "[", "]", "{", "}", "<", ">", "a", '"a"',
  "1", "in", "is", "has", "like", "if", "true", "__cedar", "principal", "action", "resource", "context"];
export const policyTokens = [...common, "==", "!=", "<=", "&&", "||", "+", "-", "*", "/", "%", "!",
  "then", "else", "when", "unless", "permit", "forbid", "?principal", "?resource", "User", "ip",
  "contains", "isEmpty", "decimal", "-1", '"*"', 'User::"a"'];
export const schemaTokens = [...common, "entity", "type", "namespace", "appliesTo", "tags", "enum",
  "Long", "String", "Set", "A", "ipaddr", "Action", "@doc"];

export function mutated(random, text, tokens) {
  const parts = text.match(token) ?? [];
  for (let edits = 1 + random.below(2); edits > 0 && parts.length > 0; --edits) {
    const at = random.below(parts.length);
    switch (random.below(5)) {
      case 0: parts.splice(at, 1); break;
      case 1: parts.splice(at, 0, parts[at]); break;
      case 2: parts.splice(at, 2, ...parts.slice(at, at + 2).reverse()); break;
      case 3: parts.splice(at, 1, random.pick(tokens)); break;
      default: parts.splice(at, 0, random.pick(tokens));
    }
  }
  return parts.map((part) => (part.startsWith("//") ? `${part}\n` : `${part} `)).join("");
}

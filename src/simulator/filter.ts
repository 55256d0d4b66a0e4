import type { User } from "./directory/people.ts";
import { propertyRules } from "./directory/user-properties.ts";

/** A `$filter`, ready to be asked about people. */
export interface Filter {
  /** Whether it needs `ConsistencyLevel: eventual` and `$count=true`. */
  readonly isAdvanced: boolean;
  matches(user: User): boolean;
}

/** A `$filter` that cannot be read; the message says why. */
export class FilterSyntaxError extends Error {
  override readonly name = "FilterSyntaxError";
}

const tokenPattern = /\s*(?:('(?:[^']|'')*')|([A-Za-z][A-Za-z0-9]*)|([(),]))/y;

type Literal = string | boolean | null;

/**
 * Reads the part of OData's filter language that is in use: eq, ne, startswith, endswith, not, and, or, parentheses.
 * Strings compare without regard to case. Source: learn.microsoft.com graph/aad-advanced-queries.
 */
export function parseFilter(text: string): Filter {
  const parser = new FilterParser(tokenize(text));
  const matches = parser.parse();
  return { matches, isAdvanced: parser.isAdvanced };
}

class FilterParser {
  isAdvanced = false;
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  parse(): (user: User) => boolean {
    const whole = this.#either();
    if (this.#peek() !== undefined) throw new FilterSyntaxError(`Unexpected '${this.#peek()}'.`);
    return whole;
  }

  #either(): (user: User) => boolean {
    let left = this.#every();
    while (this.#accept("or")) {
      const [one, other] = [left, this.#every()];
      left = (user) => one(user) || other(user);
    }
    return left;
  }

  #every(): (user: User) => boolean {
    let left = this.#single();
    while (this.#accept("and")) {
      const [one, other] = [left, this.#single()];
      left = (user) => one(user) && other(user);
    }
    return left;
  }

  #single(): (user: User) => boolean {
    if (this.#accept("not")) {
      this.isAdvanced = true;
      const inner = this.#single();
      return (user) => !inner(user);
    }
    if (this.#accept("(")) {
      const inner = this.#either();
      this.#expect(")");
      return inner;
    }
    const word = this.#next();
    const called = word.toLowerCase();
    return called === "startswith" || called === "endswith" ? this.#textTest(called) : this.#comparison(word);
  }

  #textTest(name: "startswith" | "endswith"): (user: User) => boolean {
    this.#expect("(");
    const property = knownProperty(this.#next());
    this.#expect(",");
    const wanted = literal(this.#next());
    this.#expect(")");
    if (typeof wanted !== "string") throw new FilterSyntaxError(`${name} takes a string.`);
    if (name === "endswith") this.isAdvanced = true;
    const part = wanted.toLowerCase();
    return (user) => {
      const value = user.property(property);
      if (typeof value !== "string") return false;
      return name === "startswith" ? value.toLowerCase().startsWith(part) : value.toLowerCase().endsWith(part);
    };
  }

  #comparison(word: string): (user: User) => boolean {
    const property = knownProperty(word);
    const operator = this.#next();
    if (operator !== "eq" && operator !== "ne")
      throw new FilterSyntaxError(`The operator '${operator}' is not supported.`);
    const wanted = fold(literal(this.#next()));
    if (operator === "ne") this.isAdvanced = true;
    return (user) => (fold(user.property(property)) === wanted) === (operator === "eq");
  }

  #peek(): string | undefined {
    return this.#tokens[this.#position];
  }

  #next(): string {
    const token = this.#peek();
    if (token === undefined) throw new FilterSyntaxError("The filter ends too early.");
    this.#position += 1;
    return token;
  }

  #accept(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#position += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw new FilterSyntaxError(`There should be '${token}' at token ${this.#position + 1}.`);
  }
}

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(tokenPattern);
  while (pattern.lastIndex < text.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    const token = match?.[1] ?? match?.[2] ?? match?.[3];
    if (token === undefined) throw new FilterSyntaxError(`Syntax error at position ${at}.`);
    tokens.push(token);
  }
  return tokens;
}

function literal(token: string): Literal {
  if (token.startsWith("'")) return token.slice(1, -1).replace(/''/g, "'");
  if (token === "true" || token === "false") return token === "true";
  if (token === "null") return null;
  throw new FilterSyntaxError(`'${token}' is no literal.`);
}

function knownProperty(name: string): string {
  if (propertyRules[name] === undefined) throw new FilterSyntaxError(`Could not find a property named '${name}'.`);
  return name;
}

function fold(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

/** The secret that a server may ask for, and how it is kept out of every report. */
import { CandidateError } from "../protocol/candidate-error.ts";

/** A variable and not an option, since every process of the machine can read a command line. */
const VARIABLE = "POOLPROOF_TOKEN";

/** As RFC 6750 has it, section 2.1. */
const BEARER = /^[\w\-.~+/]+=*$/;
/** A shorter one could be a word of the protocol, which has to stay in a report. */
const MIN_CHARACTERS = 8;
const INSTEAD = "(token)";

export interface BearerToken {
  readonly headers: Readonly<Record<string, string>>;
  /** A text without the token, also where that is escaped in JSON or in a URL. */
  readonly clean: (text: string) => string;
  /** What to do where the server does not let the suite in. */
  readonly hint: string;
}

/**
 * The token of the environment; an empty one counts as no token.
 * @throws {CandidateError} `bad-token`, without the token
 */
export function bearerToken(): BearerToken {
  const token = process.env[VARIABLE];
  if (!token) {
    const hint = `the server asks for a token: put it into the environment as ${VARIABLE}, and it is sent as "Authorization: Bearer …"`;
    return { headers: {}, clean: (text) => text, hint };
  }
  if (!BEARER.test(token) || token.length < MIN_CHARACTERS)
    throw new CandidateError(
      "bad-token",
      `what ${VARIABLE} holds is no bearer token of ${MIN_CHARACTERS} characters or more`,
    );
  const escaped = new RegExp([...token].map(inAnyForm).join(""), "g");
  return {
    headers: { authorization: `Bearer ${token}` },
    clean: (text) => text.replace(escaped, INSTEAD),
    hint: `the server does not take the token that ${VARIABLE} holds`,
  };
}

/**
 * For a text of the suite's own, such as its command line.
 * @returns the text without the token; nothing where the variable holds no right token, which could be in it in any form
 */
export function withoutToken(text: string): string | undefined {
  try {
    return bearerToken().clean(text);
  } catch {
    return undefined;
  }
}

/** A character as it is, or escaped as encoders of JSON and of URLs do with all but letters and digits. */
function inAnyForm(character: string): string {
  if (/\w/.test(character)) return character;
  const hex = character.charCodeAt(0).toString(16).padStart(2, "0");
  const anyCase = [...hex].map((digit) => `[${digit}${digit.toUpperCase()}]`).join("");
  return `(?:\\\\?\\${character}|\\\\u00${anyCase}|%${anyCase})`;
}

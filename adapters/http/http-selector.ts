/** The URL that selects a candidate, and how it may be told. */

import { CandidateError } from "../protocol/candidate-error.ts";
import { withoutToken } from "./bearer-token.ts";

/** Whether a selector names a candidate that is spoken to over HTTP. */
export const isHttp = (selector: string): boolean => /^https?:/i.test(selector);

/** @throws {CandidateError} `bad-selector` where it is no URL, or has a password or the token in it */
export function urlOf(selector: string): URL {
  if ((withoutToken(selector) ?? selector) !== selector)
    throw new CandidateError(
      "bad-selector",
      "a URL with the token in it would be told in every report",
      { hint: "leave it out: it is sent with every request" },
    );
  if (!URL.canParse(selector))
    throw new CandidateError("bad-selector", `${withoutSecrets(selector)} is no URL`);
  const url = new URL(selector);
  if (url.username || url.password)
    throw new CandidateError(
      "bad-selector",
      "a URL with a name or password in it would be told in every report",
      { hint: "leave it out: a token may be put into the environment as POOLPROOF_TOKEN" },
    );
  return url;
}

/** As it may be told in a report, also where it is refused for what is in it. */
export function withoutSecrets(selector: string): string {
  const told = withoutToken(selector) ?? selector;
  if (!isHttp(told)) return told;
  // What is no URL is so mostly for the password, which then has a sign in it that ends a host's name.
  if (!URL.canParse(told)) return told.replace(/^(\w+:\/\/).*@/s, "$1");
  const url = new URL(told);
  if (!url.username && !url.password) return told;
  url.username = "";
  url.password = "";
  return url.href;
}

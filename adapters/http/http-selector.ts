/** The URL that selects a candidate, and how it may be shown. */
import { CandidateError } from "../protocol/candidate-error.ts";
import { withoutToken } from "./bearer-token.ts";

/** Whether a selector names a candidate that is spoken to over HTTP. */
export const isHttp = (selector: string): boolean => /^https?:/i.test(selector);

/** @throws {CandidateError} `bad-selector` where it is no URL, or has a password or the token in it */
export function urlOf(selector: string): URL {
  const refuse = (message: string, hint?: string): never => {
    throw new CandidateError("bad-selector", message, { hint });
  };
  if ((withoutToken(selector) ?? selector) !== selector)
    refuse(
      "a URL with the token in it would appear in every report",
      "leave it out: it is sent with every request",
    );
  if (!URL.canParse(selector)) refuse(`${withoutSecrets(selector)} is no URL`);
  const url = new URL(selector);
  if (url.username || url.password)
    refuse(
      "a URL with a name or password in it would appear in every report",
      "leave it out: a token may be put into the environment as POOLPROOF_TOKEN",
    );
  return url;
}

/** As it may be shown in a report, also where it is refused for what is in it. */
export function withoutSecrets(selector: string): string {
  const shown = withoutToken(selector) ?? selector;
  if (!isHttp(shown)) return shown;
  // Mostly it is no URL because its password has a sign in it that ends a host's name.
  if (!URL.canParse(shown)) return shown.replace(/^(\w+:\/\/).*@/s, "$1");
  const url = new URL(shown);
  if (!url.username && !url.password) return shown;
  url.username = "";
  url.password = "";
  return url.href;
}

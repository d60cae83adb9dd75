/** What can be wrong with an HTTP exchange, as errors of a broken candidate. */
import { STATUS_CODES } from "node:http";
import { CandidateError, type CandidateErrorCode } from "../protocol/candidate-error.ts";
import { excerpt } from "../protocol/check.ts";

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name of the host could not be looked up",
  EHOSTUNREACH: "there is no way to the host",
  ENETUNREACH: "there is no way to the host",
  ETIMEDOUT: "the host does not answer",
  EACCES: "the connection is not allowed",
};

const LOST: Readonly<Record<string, string>> = {
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
  UND_ERR_SOCKET: "the connection was closed",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the connection was closed",
};

/** As OpenSSL and Node name what they do not like about a certificate or a handshake. */
const TLS = /CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|SELF_SIGNED|UNABLE_TO_/;
const TLS_HINT =
  "see that the certificate is for this host and in its time; of an authority of your own, NODE_EXTRA_CA_CERTS names the certificate. A server without TLS is at http://";

/**
 * @param cause what the HTTP client threw
 * @param isAnswering whether the head of the answer has come
 */
export function connectionFault(
  method: string,
  url: URL,
  cause: unknown,
  isAnswering: boolean,
): CandidateError {
  const { code = "", message } = cause as { readonly code?: string; readonly message: string };
  const fault = (as: CandidateErrorCode, what: string, hint?: string) =>
    new CandidateError(as, `${method} to ${url.href}: ${what}`, { cause, hint });
  if (code in UNREACHABLE) return fault("no-connection", `${UNREACHABLE[code]} (${code})`);
  if (code in LOST)
    return fault(
      "connection-lost",
      `${LOST[code]} ${isAnswering ? "in the middle of the answer" : "before an answer came"} (${code})`,
    );
  if (TLS.test(code)) return fault("no-connection", `no TLS: ${message} (${code})`, TLS_HINT);
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE")
    return fault("body-too-long", "the body of the answer is too long");
  return fault("not-http", `what came is no HTTP: ${message} (${code || "no code"})`);
}

/**
 * @param location where a redirect points, without secrets
 * @param body without secrets
 * @param tokenHint what to do where the server does not let the suite in
 */
export function statusFault(
  method: string,
  status: number,
  location: string | undefined,
  body: string,
  tokenHint: string,
): CandidateError {
  const name = [status, STATUS_CODES[status]].join(" ").trim();
  const quoted = body ? `: ${excerpt(body)}` : "";
  const redirect = isRedirect(status) ? `, a redirect to ${excerpt(location ?? "nowhere")}` : "";
  const message = `${method} was answered with status ${name}${redirect}${quoted}`;
  return new CandidateError("wrong-status", message, { hint: statusHint(status, tokenHint) });
}

const isRedirect = (status: number) => status >= 300 && status < 400;

function statusHint(status: number, tokenHint: string): string | undefined {
  if (status === 401 || status === 403) return tokenHint;
  if (status === 404 || status === 405)
    return "check the URL, its path too: every request is a POST to it";
  if (isRedirect(status))
    return "redirects are not followed: name the URL at which the candidate answers itself";
  return undefined;
}

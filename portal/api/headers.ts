import type { RequestHandler } from "express";
import type { PeopleParts } from "./parts.ts";

/** Answers of the API are for programs: a browser that shows one as a page may load and run nothing. */
const apiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** The reference has one style sheet of its own. */
export const referencePolicy = apiPolicy.replace("default-src 'none'", "default-src 'none'; style-src 'self'");

const always = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": apiPolicy,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
} as const;

export function securityHeaders(asker: PeopleParts["asker"] | null): RequestHandler {
  return (request, response, next) => {
    response.set(always);
    if (asker?.(request).secure) response.set("Strict-Transport-Security", "max-age=31536000");
    next();
  };
}

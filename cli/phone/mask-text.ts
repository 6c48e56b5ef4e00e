import type { Plan } from "../../domain/plan.ts";

const cover = "********";

/**
 * Covers secrets in a file that was rendered earlier: those of the plan in every spelling that a file can hold, tokens
 * in addresses, and values whose parameter's name speaks of a password (a secret that has been changed since).
 */
export function maskText(text: string, plan: Plan): string {
  const secrets = [plan.adminPassword.value, plan.userPassword.value, ...plan.accounts.map((account) => account.password)];
  const spellings = secrets.filter((one) => one.length >= 4).flatMap(spellingsOf);
  let masked = text.replace(/(\/p\/)[0-9a-z]{20,}/g, `$1${cover}`);
  for (const spelling of new Set(spellings)) masked = masked.replaceAll(spelling, cover);
  return masked
    .replace(/^([^=<\n]*(?:password|passwd|secret|security\.user)[^=\n]*=[ \t]*)(\S.*)$/gim, `$1${cover}`)
    .replace(/((?:password|passwd|pass|secret)=")[^"]*(")/gi, `$1${cover}$2`)
    .replace(/(<[\w.]*(?:pass|secret)[\w.]*(?:\s[^>]*)?>)[^<]*(<)/gi, `$1${cover}$2`);
}

function spellingsOf(secret: string): string[] {
  const xml = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [secret, xml, xml.replaceAll('"', "&quot;"), encodeURIComponent(secret), Buffer.from(secret).toString("base64")];
}

import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Settings } from "../../process/settings.ts";
import { type Finding, finding } from "./findings.ts";

const soonDays = 21;

/** The listener's certificate (time, host, key) and the factory CA bundles. */
export function checkCertificates(settings: Settings, now: Date): Finding[] {
  const found: Finding[] = [];
  const { tlsCert, tlsKey } = settings;
  if (tlsCert === null) found.push(finding("certificates", "ok", "certificate_none"));
  else found.push(...checkOwn(tlsCert, tlsKey, settings.publicUrl, now));
  for (const path of settings.phonesCa) found.push(checkBundle(path));
  return found;
}

function checkOwn(path: string, keyPath: string | null, publicUrl: string | null, now: Date): Finding[] {
  const certificate = readCertificates(path)?.[0];
  if (!certificate) return [finding("certificates", "fail", "certificate_unreadable", { path })];
  const until = certificate.validToDate;
  const from = certificate.validFromDate;
  const detail = { path, from: from.toISOString(), until: until.toISOString() };
  const found: Finding[] = [];
  if (now < from || now >= until) found.push(finding("certificates", "fail", "certificate_over", detail));
  else if (until.getTime() - now.getTime() < soonDays * 86_400_000)
    found.push(finding("certificates", "warn", "certificate_soon", detail));
  else found.push(finding("certificates", "ok", "certificate_ok", detail));
  const host = publicUrl === null ? null : new URL(publicUrl).hostname.replace(/^\[|\]$/g, "");
  if (host !== null && publicUrl?.startsWith("https:") && !certificate.checkHost(host) && !certificate.checkIP(host))
    found.push(finding("certificates", "fail", "certificate_host", { path, host }));
  if (keyPath !== null && !fits(certificate, keyPath))
    found.push(finding("certificates", "fail", "certificate_key", { path, key: keyPath }));
  return found;
}

function checkBundle(path: string): Finding {
  const certificates = readCertificates(path);
  if (!certificates) return finding("certificates", "fail", "certificate_unreadable", { path });
  return finding("certificates", "ok", "factory_ok", { path, count: certificates.length });
}

/** Every certificate of a PEM file; null when it holds none or one that cannot be read. */
function readCertificates(path: string): X509Certificate[] | null {
  try {
    const blocks = readFileSync(path, "utf8").match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
    return blocks.length === 0 ? null : blocks.map((block) => new X509Certificate(block));
  } catch {
    return null;
  }
}

function fits(certificate: X509Certificate, keyPath: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(readFileSync(keyPath)));
  } catch {
    return false;
  }
}

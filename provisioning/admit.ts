import type { Reason } from "../domain/admission-reasons.ts";
import type { HoldReason } from "../domain/hold.ts";

/**
 * Admit: how far is this asker trusted? A pure function over plain values; whoever calls it has looked everything up
 * beforehand, in the same way for every asker. A MAC address identifies, it never proves.
 */

/** unknown → found (seen) → claimed (an organisation's) → bound (has proved itself). */
export type Rung = "unknown" | "found" | "claimed" | "bound";

/**
 * - `everything`: the phone has proved itself; its files, with their secrets.
 * - `bootstrap`: it is said whose the phone is; a start file without secrets.
 * - `first-contact`: a window is open for this MAC; the database decides who is first.
 * - `nothing`: the uniform answer.
 */
export type Grant = "everything" | "bootstrap" | "first-contact" | "nothing";

export type PhoneFacts = {
  readonly mac: string;
  readonly organisationId: string | null;
  readonly siteId: string | null;
  readonly state: "found" | "claimed" | "bound" | "retired";
};

/** How the path was addressed, and what it proved. */
export type Access<P extends PhoneFacts> =
  | { readonly kind: "plain" }
  | { readonly kind: "token"; readonly phone: P | null; readonly previous: boolean }
  | {
      readonly kind: "digest";
      readonly result: "missing" | "wrong" | "stale" | "valid";
      readonly phone: P | null;
      readonly previous?: boolean;
    }
  /** `organisationId` null: nobody's token. */
  | { readonly kind: "organisation"; readonly organisationId: string | null };

export type Facts<P extends PhoneFacts> = {
  /** The MAC that the request names; null when it names none. */
  readonly mac: string | null;
  readonly macConflict: boolean;
  /** The phone with that MAC. */
  readonly phone: P | null;
  readonly access: Access<P>;
  /** The MAC in a verified factory certificate, and the phone that has it; null: no such certificate. */
  readonly certificate: { readonly mac: string; readonly phone: P | null } | null;
  /** Whose trusted network the asker is in. */
  readonly networkOrganisationId: string | null;
  /** The only site whose phones that network proves; null: all of the organisation's. */
  readonly networkSiteId: string | null;
  /** A first-contact window is open for that MAC, and the request is one that may take it. */
  readonly windowOpen: boolean;
};

export type Admission<P extends PhoneFacts> = {
  readonly grant: Grant;
  readonly reason: Reason;
  readonly rung: Rung;
  /** The phone that the answer is about; null when it is nobody's. */
  readonly phone: P | null;
  /** Whose the asker is, as far as something said so. */
  readonly organisationId: string | null;
  /** The proof was the phone's, and its asker looks strange: what of it, and what it had been admitted for. */
  readonly strange?: { readonly reasons: readonly HoldReason[]; readonly proof: Reason };
};

/** Decides. Total: every combination of facts has exactly one answer. */
export function admit<P extends PhoneFacts>(facts: Facts<P>): Admission<P> {
  if (facts.macConflict) return nothing("mac_conflict", facts.phone);
  if (facts.access.kind === "token") return byToken(facts, facts.access);
  if (facts.access.kind === "digest") return byDigest(facts, facts.access);
  return byCertificate(facts) ?? byMac(facts);
}

function byToken<P extends PhoneFacts>(facts: Facts<P>, access: Extract<Access<P>, { kind: "token" }>): Admission<P> {
  const phone = access.phone;
  if (!phone) return nothing("token_unknown", facts.phone);
  if (facts.mac !== null && facts.mac !== phone.mac) return nothing("token_other_phone", phone);
  if (!belongsToSomebody(phone)) return nothing("token_unknown", phone);
  if (facts.certificate && facts.certificate.mac !== phone.mac) return nothing("certificate_other_phone", phone);
  return everything(access.previous ? "token_previous" : "token_valid", phone);
}

function byDigest<P extends PhoneFacts>(facts: Facts<P>, access: Extract<Access<P>, { kind: "digest" }>): Admission<P> {
  const phone = access.phone;
  if (access.result !== "valid") return nothing(`digest_${access.result}`, facts.phone);
  if (!phone || !belongsToSomebody(phone)) return nothing("digest_wrong", facts.phone);
  if (facts.mac !== null && facts.mac !== phone.mac) return nothing("digest_other_phone", phone);
  if (facts.certificate && facts.certificate.mac !== phone.mac) return nothing("certificate_other_phone", phone);
  return everything(access.previous ? "digest_previous" : "digest_valid", phone);
}

/** Null: the certificate does not decide. */
function byCertificate<P extends PhoneFacts>(facts: Facts<P>): Admission<P> | null {
  const { certificate, access } = facts;
  if (!certificate) return null;
  if (facts.mac !== null && facts.mac !== certificate.mac) return nothing("certificate_other_phone", facts.phone);
  const phone = certificate.phone;
  if (!phone || !belongsToSomebody(phone)) return null;
  if (access.kind === "organisation" && access.organisationId === null) return nothing("organisation_token_unknown", phone);
  if (access.kind === "organisation" && access.organisationId !== phone.organisationId)
    return nothing("organisation_other", phone);
  return everything("certificate_match", phone);
}

function byMac<P extends PhoneFacts>(facts: Facts<P>): Admission<P> {
  const { phone, access } = facts;
  const byPath = access.kind === "organisation" ? access.organisationId : null;
  if (access.kind === "organisation" && byPath === null) return nothing("organisation_token_unknown", phone);
  const owned = phone !== null && belongsToSomebody(phone);
  const said = byPath ?? facts.networkOrganisationId;
  if (owned && said === phone.organisationId && provedByNetwork(facts, phone)) return everything("network_trusted", phone);
  if (owned && facts.windowOpen && (byPath === null || byPath === phone.organisationId)) return firstContact(phone);
  if (said === null) return nothing(unproven(facts.mac, phone), phone);
  // Whoever holds an organisation's token must not learn from the answer whose phone that is: it is the unknown one's.
  if (owned && said !== phone.organisationId) return asUnknown("organisation_other", said);
  if (phone?.state === "retired") return asUnknown("phone_retired", said);
  const reason = byPath === null ? "network_bootstrap" : "organisation_bootstrap";
  return { grant: "bootstrap", reason, rung: rungOf(phone), phone, organisationId: said };
}

function provedByNetwork<P extends PhoneFacts>(facts: Facts<P>, phone: P): boolean {
  const { networkOrganisationId, networkSiteId } = facts;
  if (networkOrganisationId === null || networkOrganisationId !== phone.organisationId) return false;
  return networkSiteId === null || networkSiteId === phone.siteId;
}

function unproven(mac: string | null, phone: PhoneFacts | null): Reason {
  if (phone?.state === "retired") return "phone_retired";
  if (phone?.state === "claimed") return "phone_unproven";
  if (phone?.state === "bound") return "proof_missing";
  if (phone?.state === "found") return "phone_found";
  return mac === null ? "asker_unknown" : "phone_unknown";
}

function belongsToSomebody(phone: PhoneFacts): boolean {
  return phone.organisationId !== null && (phone.state === "claimed" || phone.state === "bound");
}

/** The rung on which a phone stands in the database. */
export function rungOf(phone: PhoneFacts | null): Rung {
  return phone === null || phone.state === "retired" ? "unknown" : phone.state;
}

function everything<P extends PhoneFacts>(reason: Reason, phone: P): Admission<P> {
  return { grant: "everything", reason, rung: "bound", phone, organisationId: phone.organisationId };
}

function firstContact<P extends PhoneFacts>(phone: P): Admission<P> {
  return { grant: "first-contact", reason: "window_first", rung: rungOf(phone), phone, organisationId: phone.organisationId };
}

function asUnknown<P extends PhoneFacts>(reason: Reason, organisationId: string): Admission<P> {
  return { grant: "bootstrap", reason, rung: "unknown", phone: null, organisationId };
}

function nothing<P extends PhoneFacts>(reason: Reason, phone: P | null): Admission<P> {
  return { grant: "nothing", reason, rung: rungOf(phone), phone, organisationId: phone?.organisationId ?? null };
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Reason, reasons } from "../domain/admission-reasons.ts";
import { type Access, admit, type Facts, type Grant, type PhoneFacts } from "./admit.ts";

const mac = "001565aabbcc";
const other = "001565ddeeff";
const ours = "organisation-a";
const theirs = "organisation-b";

const claimed: PhoneFacts = { mac, organisationId: ours, siteId: "site-a", state: "claimed" };
const bound: PhoneFacts = { mac, organisationId: ours, siteId: "site-a", state: "bound" };
const found: PhoneFacts = { mac, organisationId: null, siteId: null, state: "found" };
const retired: PhoneFacts = { mac, organisationId: ours, siteId: null, state: "retired" };
const plain: Access<PhoneFacts> = { kind: "plain" };
const byToken = (phone: PhoneFacts | null, previous = false): Access<PhoneFacts> => ({ kind: "token", phone, previous });
const byOrganisation = (organisationId: string | null): Access<PhoneFacts> => ({ kind: "organisation", organisationId });

function facts(say: Partial<Facts<PhoneFacts>> = {}): Facts<PhoneFacts> {
  return {
    mac,
    macConflict: false,
    phone: null,
    access: plain,
    certificate: null,
    networkOrganisationId: null,
    networkSiteId: null,
    windowOpen: false,
    ...say,
  };
}

type Case = readonly [what: string, say: Partial<Facts<PhoneFacts>>, grant: Grant, reason: Reason];

const cases: readonly Case[] = [
  ["its own token", { phone: bound, access: byToken(bound) }, "everything", "token_valid"],
  ["its own token, not bound yet", { phone: claimed, access: byToken(claimed) }, "everything", "token_valid"],
  ["its own token and no MAC", { mac: null, access: byToken(bound) }, "everything", "token_valid"],
  ["its previous token", { phone: bound, access: byToken(bound, true) }, "everything", "token_previous"],
  ["a token that nobody has", { phone: bound, access: byToken(null) }, "nothing", "token_unknown"],
  ["a token that nobody has, in a trusted network", trusted({ access: byToken(null) }), "nothing", "token_unknown"],
  ["another phone's token", { mac: other, access: byToken(bound) }, "nothing", "token_other_phone"],
  ["a retired phone's token", { phone: retired, access: byToken(retired) }, "nothing", "token_unknown"],
  [
    "its own token and another phone's certificate",
    { phone: bound, access: byToken(bound), certificate: { mac: other, phone: null } },
    "nothing",
    "certificate_other_phone",
  ],
  ["two MACs", { phone: bound, macConflict: true, access: byToken(bound) }, "nothing", "mac_conflict"],
  ["its certificate", { phone: claimed, certificate: { mac, phone: claimed } }, "everything", "certificate_match"],
  ["its certificate and no MAC", { mac: null, certificate: { mac, phone: bound } }, "everything", "certificate_match"],
  [
    "another phone's certificate",
    { phone: bound, certificate: { mac: other, phone: bound } },
    "nothing",
    "certificate_other_phone",
  ],
  [
    "another phone's certificate, in a trusted network",
    trusted({ phone: bound, certificate: { mac: other, phone: null } }),
    "nothing",
    "certificate_other_phone",
  ],
  ["a certificate of a phone nobody owns", { certificate: { mac, phone: null } }, "nothing", "phone_unknown"],
  ["a certificate of a retired phone", { phone: retired, certificate: { mac, phone: retired } }, "nothing", "phone_retired"],
  [
    "its certificate under another organisation's token",
    { phone: bound, certificate: { mac, phone: bound }, access: byOrganisation(theirs) },
    "nothing",
    "organisation_other",
  ],
  [
    "its certificate under nobody's organisation token",
    { phone: bound, certificate: { mac, phone: bound }, access: byOrganisation(null) },
    "nothing",
    "organisation_token_unknown",
  ],
  ["digest", digest("valid", bound), "everything", "digest_valid"],
  [
    "digest with the secret before",
    { phone: bound, access: { kind: "digest", result: "valid", phone: bound, previous: true } },
    "everything",
    "digest_previous",
  ],
  ["no digest yet", digest("missing", null), "nothing", "digest_missing"],
  ["a wrong digest", digest("wrong", null), "nothing", "digest_wrong"],
  ["a stale digest", digest("stale", bound), "nothing", "digest_stale"],
  ["another phone's digest", { ...digest("valid", bound), mac: other }, "nothing", "digest_other_phone"],
  ["a retired phone's digest", digest("valid", retired), "nothing", "digest_wrong"],
  [
    "digest and another phone's certificate",
    { ...digest("valid", bound), certificate: { mac: other, phone: null } },
    "nothing",
    "certificate_other_phone",
  ],
  ["a wrong digest in a trusted network", trusted(digest("wrong", null)), "nothing", "digest_wrong"],
  ["a trusted network", trusted({ phone: claimed }), "everything", "network_trusted"],
  ["a trusted network, window open", trusted({ phone: claimed, windowOpen: true }), "everything", "network_trusted"],
  ["a trusted network, unknown MAC", trusted({}), "bootstrap", "network_bootstrap"],
  ["a trusted network, no MAC", trusted({ mac: null }), "bootstrap", "network_bootstrap"],
  ["a trusted network, found phone", trusted({ phone: found }), "bootstrap", "network_bootstrap"],
  ["the network of its site", trusted({ phone: bound, networkSiteId: "site-a" }), "everything", "network_trusted"],
  ["the network of another site", trusted({ phone: bound, networkSiteId: "site-b" }), "bootstrap", "network_bootstrap"],
  ["another organisation's network", { phone: bound, networkOrganisationId: theirs }, "bootstrap", "organisation_other"],
  ["a trusted network, retired phone", trusted({ phone: retired }), "bootstrap", "phone_retired"],
  ["the organisation's token", { access: byOrganisation(ours) }, "bootstrap", "organisation_bootstrap"],
  ["the organisation's token, its phone", { phone: bound, access: byOrganisation(ours) }, "bootstrap", "organisation_bootstrap"],
  [
    "the organisation's token in its network",
    trusted({ phone: bound, access: byOrganisation(ours) }),
    "everything",
    "network_trusted",
  ],
  ["another organisation's token", { phone: bound, access: byOrganisation(theirs) }, "bootstrap", "organisation_other"],
  [
    "another organisation's token in the phone's own network",
    trusted({ phone: bound, access: byOrganisation(theirs) }),
    "bootstrap",
    "organisation_other",
  ],
  ["nobody's organisation token", { phone: bound, access: byOrganisation(null) }, "nothing", "organisation_token_unknown"],
  ["an open window", { phone: claimed, windowOpen: true }, "first-contact", "window_first"],
  ["an open window, bound before", { phone: bound, windowOpen: true }, "first-contact", "window_first"],
  [
    "an open window under the organisation's token",
    { phone: claimed, windowOpen: true, access: byOrganisation(ours) },
    "first-contact",
    "window_first",
  ],
  [
    "an open window under another organisation's token",
    { phone: claimed, windowOpen: true, access: byOrganisation(theirs) },
    "bootstrap",
    "organisation_other",
  ],
  ["nothing to show, claimed", { phone: claimed }, "nothing", "phone_unproven"],
  ["nothing to show, bound", { phone: bound }, "nothing", "proof_missing"],
  ["nothing to show, found", { phone: found }, "nothing", "phone_found"],
  ["nothing to show, retired", { phone: retired }, "nothing", "phone_retired"],
  ["nothing to show, unknown", {}, "nothing", "phone_unknown"],
  ["nothing to show, no MAC", { mac: null }, "nothing", "asker_unknown"],
];

function trusted(say: Partial<Facts<PhoneFacts>>): Partial<Facts<PhoneFacts>> {
  return { networkOrganisationId: ours, ...say };
}

function digest(result: "missing" | "wrong" | "stale" | "valid", phone: PhoneFacts | null): Partial<Facts<PhoneFacts>> {
  return { phone: bound, access: { kind: "digest", result, phone } };
}

/** Reasons that are found out later than at admission: by the database, by the file, by the listener. */
const laterReasons: readonly Reason[] = [
  "ldap_valid",
  "ldap_refused",
  "pnp_told",
  "window_taken",
  "window_network",
  "window_used",
  "phone_held",
  "network_over_budget",
  "organisation_over_budget",
  "make_unknown",
  "make_differs",
  "model_unknown",
  "file_none",
  "bootstrap_none",
  "render_failed",
  "render_failed_nothing_kept",
  "database_unavailable",
  "firmware_none",
  "firmware_busy",
  "server_busy",
  "firmware_wrong_model",
  "key_none",
  "phonebook_none",
  "upload_stored",
  "upload_name",
  "upload_too_large",
  "upload_quota",
  "upload_refused",
  "upload_broken",
  "method_refused",
  "request_malformed",
  "write_refused",
  "journal_summed",
  "journal_dropped",
];

describe("admit", () => {
  it.each(cases)("with %s", (_, say, grant, reason) => {
    expect(admit(facts(say))).toMatchObject({ grant, reason });
  });

  it("has a case for every reason that it can give", () => {
    const tried = new Set<string>(cases.map(([, , , reason]) => reason));
    expect(Object.keys(reasons).filter((reason) => !tried.has(reason))).toEqual(laterReasons);
  });

  it("gives everything to nobody but a claimed or bound phone that something proves, whatever the facts", () => {
    const phone = fc.constantFrom(null, claimed, bound, found, retired, { ...bound, mac: other }, { ...claimed, mac: other });
    const someMac = fc.constantFrom(mac, other);
    const organisation = fc.constantFrom(null, ours, theirs);
    const access: fc.Arbitrary<Access<PhoneFacts>> = fc.oneof(
      fc.constant(plain),
      fc.record({ kind: fc.constant("token" as const), phone, previous: fc.boolean() }),
      fc.record({
        kind: fc.constant("digest" as const),
        result: fc.constantFrom("missing" as const, "wrong" as const, "stale" as const, "valid" as const),
        phone,
      }),
      fc.record({ kind: fc.constant("organisation" as const), organisationId: organisation }),
    );
    const certificate = fc.option(fc.record({ mac: someMac, phone }), { nil: null });
    const any = fc.record({
      mac: fc.option(someMac, { nil: null }),
      macConflict: fc.boolean(),
      phone,
      access,
      certificate,
      networkOrganisationId: organisation,
      networkSiteId: fc.constantFrom(null, "site-a", "site-b"),
      windowOpen: fc.boolean(),
    });
    fc.assert(
      fc.property(any, (given) => {
        const { grant, phone: admitted, reason, rung } = admit(given);
        expect(Object.hasOwn(reasons, reason)).toBe(true);
        if (grant !== "everything") return;
        expect(rung).toBe("bound");
        expect(["claimed", "bound"]).toContain(admitted?.state);
        expect(given.macConflict).toBe(false);
        const proofs = [
          given.access.kind === "token" && given.access.phone === admitted,
          given.access.kind === "digest" && given.access.result === "valid" && given.access.phone === admitted,
          given.certificate !== null && given.certificate.phone === admitted,
          given.networkOrganisationId !== null &&
            given.networkOrganisationId === admitted?.organisationId &&
            (given.networkSiteId === null || given.networkSiteId === admitted.siteId),
        ];
        expect(proofs).toContain(true);
      }),
      { seed: 20260302, numRuns: 5000 },
    );
  });
});

describe("reasons", () => {
  it.each(Object.entries(reasons))("%s is one plain sentence in both languages", (_, { en, sv }) => {
    for (const sentence of [en, sv]) expect(sentence).toMatch(/^[\p{Lu}].*\.$/u);
    expect(en).not.toBe(sv);
  });
});

import { z } from "zod";
import { getOrganisation } from "../db/organisations.ts";
import { getLivePhone } from "../db/phone-rows.ts";
import { registrationsOf, reportRegistrations } from "../db/registrations.ts";
import { askResync, cancelResync, countResyncs, phonesAmong, resyncsOf } from "../db/resync.ts";
import { readResyncSettings, saveResyncSettings } from "../db/resync-settings.ts";
import { loadResyncTargets } from "../db/resync-targets.ts";
import { nextNight, type ResyncKind } from "../domain/resync.ts";
import type { Caller } from "./api/parts.ts";
import { type Answer, done, exchangeRoute, ok, type RawAsk, type Route, route } from "./api/route.ts";
import { getPhoneRow } from "./phone-detail.ts";
import { askedView, PhoneResyncView, ResyncSettings, ResyncView, registrationView } from "./resync-views.ts";

const tag = "Phones";
const params = z.strictObject({ phone: z.string().max(200) });

type Mine = Pick<RawAsk, "parts" | "now"> & { readonly who: Caller };
type OfPhone = Mine & { readonly params: z.infer<typeof params> };

const Report = z.strictObject({
  /** The SIP user that registered, or no longer is. */
  account: z.string().min(1).max(64),
  registered: z.boolean(),
  /** When the exchange saw it. */
  at: z.iso.datetime({ offset: true }),
  userAgent: z.string().max(200).nullable().default(null),
  /** IP address that it registered from. */
  address: z.string().max(60).nullable().default(null),
});

/** Telling phones to fetch, and whether the exchange knows where they are. */
export const resyncRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/phones/:phone/resync",
    tag,
    summary: "Whether the phone is to be told to fetch, what it answered the last time, and whether the exchange knows it.",
    params,
    answer: PhoneResyncView,
    handle: answerPhone,
  }),
  route("administrator", {
    method: "post",
    path: "/phones/:phone/resync",
    tag,
    summary: "The phone is told to fetch, over SIP: as soon as its site's turn comes, or in the night's window.",
    params,
    body: z.strictObject({ when: z.enum(["now", "night"]).default("now") }),
    answer: PhoneResyncView,
    example: { when: "now" },
    handle: (asked) => ask(asked, "resync", asked.body.when),
  }),
  route("administrator", {
    method: "delete",
    path: "/phones/:phone/resync",
    tag,
    summary: "The phone is not told after all. What has been sent already cannot be called back.",
    params,
    handle: async ({ parts, who, params, now }) => {
      const { organisationId } = who;
      const { id } = await getLivePhone(parts.db, { organisationId, id: params.phone });
      await cancelResync(parts.db, { organisationId, phones: phonesAmong(parts.db, [id]) }, who.actor, now);
      return done();
    },
  }),
  route("administrator", {
    method: "post",
    path: "/phones/:phone/registration",
    tag,
    summary: "The exchange is asked whether it reaches the phone (SIP OPTIONS). The phone does nothing.",
    params,
    answer: PhoneResyncView,
    handle: (asked) => ask(asked, "probe", "now"),
  }),
  route("administrator", {
    method: "get",
    path: "/resync",
    tag,
    summary: "When changed phones of the organisation are told to fetch, how many wait, and what became of the others.",
    answer: ResyncView,
    handle: answerSettings,
  }),
  route("administrator", {
    method: "patch",
    path: "/resync",
    tag,
    summary:
      "When changed phones are told to fetch: now, in the night's window, or by hand. Sites, models and phones may say otherwise.",
    body: ResyncSettings.partial(),
    answer: ResyncView,
    example: { mode: "night", nightFrom: "22:00", nightTo: "05:00" },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, body, version, now } = asked;
      await saveResyncSettings(parts.db, { organisationId: who.organisationId, version, ...body }, who.actor, now);
      return answerSettings(asked);
    },
    current: answerSettings,
  }),
  exchangeRoute({
    method: "post",
    path: "/registrations",
    tag: "Calls",
    summary: "An exchange tells which accounts are registered. Again, late or in another order it does nothing.",
    body: z.strictObject({ registrations: z.array(Report).max(2000) }),
    answer: z.strictObject({ taken: z.int() }),
    example: {
      registrations: [
        {
          account: "204",
          registered: true,
          at: "2026-11-24T12:15:00Z",
          userAgent: "Yealink SIP-T46U 108.86.0.45",
          address: "192.0.2.7",
        },
      ],
    },
    handle: async ({ parts, who, body, now }) => {
      const reports = body.registrations.map((one) => ({ ...one, at: new Date(one.at) }));
      return ok({ taken: await reportRegistrations(parts.db, who.organisationId, reports, now) });
    },
  }),
];

async function ask(asked: OfPhone, kind: ResyncKind, when: "now" | "night"): Promise<Answer> {
  const { parts, who, now } = asked;
  const { id } = await getLivePhone(parts.db, { organisationId: who.organisationId, id: asked.params.phone });
  const target = (await loadResyncTargets(parts.db, parts.keyring, [id])).get(id);
  const notBefore = when === "night" && target ? nextNight(now, target.night, target.zone) : null;
  await askResync(parts.db, { phones: phonesAmong(parts.db, [id]), reason: "person", notBefore, kind }, who.actor, now);
  return answerPhone(asked);
}

async function answerPhone({ parts, who, params, now }: OfPhone): Promise<Answer> {
  const { db, keyring } = parts;
  const { id, lastContactAt } = await getPhoneRow(db, { organisationId: who.organisationId, id: params.phone });
  const target = (await loadResyncTargets(db, keyring, [id])).get(id);
  const body: PhoneResyncView = {
    resync: askedView((await resyncsOf(db, [id])).get(id)),
    probe: askedView((await resyncsOf(db, [id], "probe")).get(id)),
    registration: registrationView((await registrationsOf(db, [id])).get(id)),
    mode: target?.mode ?? "hand",
    night: target ? (nextNight(now, target.night, target.zone)?.toISOString() ?? null) : null,
    reachable: target !== undefined && target.account !== null,
    lastContactAt,
  };
  return ok(body);
}

async function answerSettings({ parts, who }: Mine): Promise<Answer> {
  const { organisationId } = who;
  await getOrganisation(parts.db, { id: organisationId });
  const { version, ...settings } = await readResyncSettings(parts.db, organisationId);
  const counts = await countResyncs(parts.db, organisationId);
  const of = (state: "waiting" | "sending") =>
    counts.filter((one) => one.state === state).reduce((sum, { count }) => sum + count, 0);
  const results = counts.flatMap(({ state, result, count }) => (state === "done" && result !== null ? [{ result, count }] : []));
  const body: ResyncView = { ...settings, waiting: of("waiting"), sending: of("sending"), results };
  return ok(body, version);
}

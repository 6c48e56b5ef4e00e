import { z } from "zod";
import { closeWindow, openWindow, windowMinutes } from "../db/first-contact.ts";
import { getPhone, Mac, readPhonePasswords, swapPhone } from "../db/phones.ts";
import { checkVersion } from "../db/rows.ts";
import { readPhoneToken } from "../db/tokens.ts";
import { change } from "../db/transaction.ts";
import { composePlan } from "../domain/compose-plan.ts";
import { vendorIds } from "../domain/plan.ts";
import { PlaceView } from "./api/fields.ts";
import { done, ok, type Route, route } from "./api/route.ts";
import { getPhoneRow, misfitView, modelOf, planOf, shapeOf, windowView } from "./phone-detail.ts";
import { keyViews } from "./phone-key-views.ts";
import { KeyView, MisfitView, ModuleNames, PhoneView, ShapeView, WindowView } from "./phone-views.ts";
import { answerPhone, checkModules } from "./phones.ts";
import { EdgeError } from "./problem.ts";

const tag = "Phones";
const params = z.strictObject({ phone: z.string().max(200) });
const Apparatus = z.strictObject({ vendor: z.enum(vendorIds), model: z.string().max(20), modules: ModuleNames.optional() });

/** What another apparatus would be like in the phone's place. */
const SwapPreviewView = z.strictObject({
  moves: z.array(z.strictObject({ place: PlaceView, label: z.string() })),
  misfits: z.array(MisfitView),
  shape: ShapeView,
  /** Every key as the other one would show it; those that do not fit too. */
  keys: z.array(KeyView),
  /** Expansion modules that move with it. */
  modules: z.array(z.string()),
});
export type SwapPreviewView = z.infer<typeof SwapPreviewView>;

/** How a phone proves itself, what a person may need at it, and how another one takes its place. */
export const phoneTrustRoutes: readonly Route[] = [
  route("administrator", {
    method: "put",
    path: "/phones/:phone/window",
    tag,
    summary: "Opens the first-contact window: the first asker with the phone's MAC gets its token; a second one raises an alarm.",
    params,
    body: z.strictObject({
      minutes: z.int().min(windowMinutes.shortest).max(windowMinutes.longest).default(30),
      /** CIDR that the asker must come from; null: anywhere. */
      network: z.string().max(60).nullable().default(null),
    }),
    answer: WindowView,
    example: { minutes: 30 },
    handle: async ({ parts, who, params, body, now }) => {
      const input = { organisationId: who.organisationId, phoneId: params.phone, ...body };
      return ok(windowView(await openWindow(parts.db, parts.keyring, input, who.actor, now)));
    },
  }),
  route("administrator", {
    method: "delete",
    path: "/phones/:phone/window",
    tag,
    summary: "Closes the first-contact window before its time.",
    params,
    handle: async ({ parts, who, params, now }) => {
      const { organisationId } = who;
      await getPhone(parts.db, { organisationId, id: params.phone });
      await closeWindow(parts.db, { organisationId, phoneId: params.phone }, who.actor, now);
      return done();
    },
  }),
  route("administrator", {
    method: "post",
    path: "/phones/:phone/address",
    tag,
    summary: "The phone's own secret address, to type in at the phone. That it was read stands in the change log.",
    params,
    answer: z.strictObject({ url: z.string() }),
    handle: async ({ parts, who, params, now }) => {
      const by = { organisationId: who.organisationId, id: params.phone };
      const token = await readPhoneToken(parts.db, parts.keyring, by, who.actor, now);
      return ok({ url: `${parts.publicUrl}/p/${token}/` });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/phones/:phone/passwords",
    tag,
    summary: "The passwords of the phone's own pages and menus. That they were read stands in the change log.",
    params,
    answer: z.strictObject({ admin: z.string(), user: z.string() }),
    handle: async ({ parts, who, params, now }) => {
      const by = { organisationId: who.organisationId, id: params.phone };
      const { admin, user } = await readPhonePasswords(parts.db, parts.keyring, by, who.actor, now);
      return ok({ admin, user });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/phones/:phone/swap/preview",
    tag,
    summary: "What would move to another apparatus, and what would not fit there. Nothing is changed.",
    params,
    body: Apparatus,
    answer: SwapPreviewView,
    example: { vendor: "snom", model: "D785" },
    handle: async ({ parts, who, params, body }) => {
      const model = modelOf(body.vendor, body.model);
      const phone = await getPhoneRow(parts.db, { organisationId: who.organisationId, id: params.phone });
      const planned = await planOf(parts, phone);
      if (!planned) throw new EdgeError("not_found");
      const modules = body.modules ?? phone.modules.filter((name) => model.modules.some((one) => one.name === name));
      if (body.modules) checkModules(model, body.modules);
      const apparatus = { ...planned.source.phone, vendor: body.vendor, modelId: body.model, modules };
      const plan = composePlan({ ...planned.source, phone: apparatus }, { ...model, id: model.model }, parts.publicUrl);
      const moves = plan.keys.filter((key) => key.origin.layer !== "klyka").map(({ place, label }) => ({ place, label }));
      const source = { ...planned.source, phone: apparatus };
      const keys = keyViews({ plan, model, source }, { state: "fetched", at: null, text: null });
      return ok({ moves, misfits: plan.misfits.map(misfitView), shape: shapeOf(model, modules), keys, modules });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/phones/:phone/swap",
    tag,
    summary: "Another apparatus takes the phone's place: user, accounts, keys and settings move, secrets are new.",
    params,
    body: Apparatus.extend({ mac: Mac }),
    answer: PhoneView,
    example: { mac: "00:04:13:7f:00:01", vendor: "snom", model: "D785" },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, body, version, now } = asked;
      const { organisationId } = who;
      const model = modelOf(body.vendor, body.model);
      const phone = await change(parts.db, async (trx) => {
        const old = await getPhone(trx, { organisationId, id: params.phone });
        checkVersion(old, version);
        const modules = body.modules ?? old.modules.filter((name) => model.modules.some((one) => one.name === name));
        checkModules(model, modules);
        const input = { organisationId, id: old.id, mac: body.mac, vendor: body.vendor, model: body.model, modules };
        return swapPhone(trx, parts.keyring, input, who.actor, now);
      });
      return { ...(await answerPhone(asked, phone.id)), status: 201 };
    },
    current: (asked) => answerPhone(asked, asked.params.phone),
  }),
];

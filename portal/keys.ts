import { z } from "zod";
import { copyLayout, demandUnused, layoutUse } from "../db/layout-use.ts";
import { createLayout, deleteLayout, findLayout, type Layout, listLayouts, renameLayout } from "../db/layouts.ts";
import {
  clearLayoutKeys,
  clearPhoneKeys,
  KeyInput,
  KeyPlaceInput,
  listLayoutKeys,
  type StoredKey,
  setLayoutKeys,
  setPhoneKeys,
} from "../db/phone-keys.ts";
import { getPhone } from "../db/phones.ts";
import { checkVersion } from "../db/rows.ts";
import { change } from "../db/transaction.ts";
import type { Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { deleteAsRead, Id, KeyKindView, NameInput, PlaceView, TargetView, versionedView } from "./api/fields.ts";
import { orderQuery, pageOf, pageOfAll, pageQuery } from "./api/paging.ts";
import type { Caller } from "./api/parts.ts";
import { type Answer, done, ok, type RawAsk, type Route, route } from "./api/route.ts";
import { PhoneView } from "./phone-views.ts";
import { answerPhone } from "./phones.ts";

const tag = "Keys";

/** Keys to put, each in place of what its place held, and places to clear: all or nothing. */
export const KeysChange = z.strictObject({
  set: z.array(KeyInput).max(400).default([]),
  clear: z.array(KeyPlaceInput).max(400).default([]),
});
const keysExample = {
  set: [
    { place: { module: 0, index: 5 }, kind: "blf", target: { kind: "user", id: "{user}" } },
    { place: { module: 0, index: 6 }, kind: "speedDial", target: { kind: "group", id: "{group}" } },
    { place: { module: 0, index: 7 }, kind: "speedDial", target: { kind: "contact", id: "{contact}" }, label: "Virke" },
  ],
  clear: [{ module: 0, index: 8 }],
};

const LayoutRowView = z.strictObject({ ...versionedView, name: z.string() });
/** How many phones have it, and how many keys it has. */
export const LayoutListView = LayoutRowView.extend({ phones: z.int(), keys: z.int() });
export type LayoutListView = z.infer<typeof LayoutListView>;
const LayoutView = LayoutRowView.extend({
  keys: z.array(
    z.strictObject({
      place: PlaceView,
      kind: KeyKindView,
      target: TargetView.nullable(),
      account: z.int(),
      label: z.string().nullable(),
      value: z.string().nullable(),
      locked: z.boolean(),
      updatedAt: z.string(),
      updatedBy: z.string(),
    }),
  ),
});
const params = z.strictObject({ layout: z.string().max(200) });

type Mine = Pick<RawAsk, "parts"> & { readonly who: Caller };

async function getLayout(db: Db, by: { organisationId: string; id: string }): Promise<Layout> {
  const layout = await findLayout(db, by);
  if (!layout) throw new DomainError("layout_not_found");
  return layout;
}

function layoutView({ id, version, updatedAt, name }: Layout): z.infer<typeof LayoutRowView> {
  return { id, version, updatedAt, name };
}

async function answerLayout({ parts, who }: Mine, id: string): Promise<Answer> {
  const { organisationId } = who;
  const layout = await getLayout(parts.db, { organisationId, id });
  const keys = await listLayoutKeys(parts.db, { organisationId, layoutId: id });
  return ok({ ...layoutView(layout), keys: keys.map(keyView) }, layout.version);
}

function keyView({ place, kind, target, account, label, value, locked, updatedAt, updatedBy }: StoredKey) {
  return { place, kind, target, account, label, value, locked, updatedAt, updatedBy };
}

type Change = Mine & Pick<RawAsk, "now"> & { readonly body: z.output<typeof KeysChange>; readonly version: number };

/** Clears, then sets, in one transaction. @throws DomainError as `setPhoneKeys`; `key_locked` for whoever is no administrator */
export async function changeKeys(
  { parts, who, body, version, now }: Change,
  organisationId: string,
  phoneId: string,
): Promise<void> {
  await change(parts.db, async (trx) => {
    checkVersion(await getPhone(trx, { organisationId, id: phoneId }), version);
    const by = { organisationId, phoneId };
    if (body.clear.length > 0) await clearPhoneKeys(trx, { ...by, places: body.clear }, who.actor, now);
    if (body.set.length > 0) await setPhoneKeys(trx, { ...by, keys: body.set }, who.actor, now);
  });
}

export const keyRoutes: readonly Route[] = [
  route("administrator", {
    method: "patch",
    path: "/phones/:phone/keys",
    tag,
    summary: "Programs and clears keys of a phone, all or nothing. Cleared places show the layout's keys again.",
    params: z.strictObject({ phone: z.string().max(200) }),
    body: KeysChange,
    answer: PhoneView,
    example: keysExample,
    versioned: true,
    handle: async (asked) => {
      await changeKeys(asked, asked.who.organisationId, asked.params.phone);
      return answerPhone(asked, asked.params.phone);
    },
    current: (asked) => answerPhone(asked, asked.params.phone),
  }),
  route("administrator", {
    method: "get",
    path: "/layouts",
    tag,
    summary: "Layouts: keys that many phones share, by name.",
    query: z.strictObject({ ...pageQuery, order: orderQuery }),
    answer: pageOf(LayoutListView),
    handle: async ({ parts, who, query }) => {
      const all = await listLayouts(parts.db, who.organisationId);
      const useOf = await layoutUse(parts.db, who.organisationId);
      const views = all.map((layout) => ({ ...layoutView(layout), ...useOf(layout.id) }));
      return ok(pageOfAll(views, (one) => one.name, query));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/layouts",
    tag,
    summary: "Creates a layout, without keys or with those of another one.",
    body: z.strictObject({ name: NameInput, copyOf: Id.nullable().default(null) }),
    answer: LayoutView,
    example: { name: "Receptionen", copyOf: "{layout}" },
    handle: async (asked) => {
      const { parts, who, body, now } = asked;
      const input = { organisationId: who.organisationId, name: body.name };
      const layout =
        body.copyOf === null
          ? await createLayout(parts.db, input, who.actor, now)
          : await copyLayout(parts.db, { ...input, id: body.copyOf }, who.actor, now);
      return { ...(await answerLayout(asked, layout.id)), status: 201 };
    },
  }),
  route("administrator", {
    method: "get",
    path: "/layouts/:layout",
    tag,
    summary: "One layout with its keys.",
    params,
    answer: LayoutView,
    handle: (asked) => answerLayout(asked, asked.params.layout),
  }),
  route("administrator", {
    method: "patch",
    path: "/layouts/:layout",
    tag,
    summary: "Renames a layout; no phone shows its name.",
    params,
    body: z.strictObject({ name: NameInput }),
    answer: LayoutView,
    example: { name: "Receptionen" },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, body, version, now } = asked;
      const input = { organisationId: who.organisationId, id: params.layout, version, ...body };
      await renameLayout(parts.db, input, who.actor, now);
      return answerLayout(asked, params.layout);
    },
    current: (asked) => answerLayout(asked, asked.params.layout),
  }),
  route("administrator", {
    method: "patch",
    path: "/layouts/:layout/keys",
    tag,
    summary: "Programs and clears keys of a layout; exactly the phones that show one of them get new files.",
    params,
    body: KeysChange,
    answer: LayoutView,
    example: keysExample,
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, body, version, now } = asked;
      const { organisationId } = who;
      await change(parts.db, async (trx) => {
        checkVersion(await getLayout(trx, { organisationId, id: params.layout }), version);
        const by = { organisationId, layoutId: params.layout };
        if (body.clear.length > 0) await clearLayoutKeys(trx, { ...by, places: body.clear }, who.actor, now);
        if (body.set.length > 0) await setLayoutKeys(trx, { ...by, keys: body.set }, who.actor, now);
      });
      return answerLayout(asked, params.layout);
    },
    current: (asked) => answerLayout(asked, asked.params.layout),
  }),
  route("administrator", {
    method: "delete",
    path: "/layouts/:layout",
    tag,
    summary: "Deletes a layout, with its settings. One that phones have is refused, with which they are.",
    params,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const by = { organisationId: who.organisationId, id: params.layout };
      const remove = async (trx: Db) => {
        await demandUnused(trx, by);
        await deleteLayout(trx, by, who.actor, now);
      };
      await deleteAsRead(parts.db, version, (trx) => getLayout(trx, by), remove);
      return done();
    },
    current: (asked) => answerLayout(asked, asked.params.layout),
  }),
];

import { z } from "zod";
import { deleteResponseGroup } from "../db/response-group-deletion.ts";
import {
  createResponseGroup,
  getResponseGroup,
  listResponseGroups,
  type ResponseGroup,
  updateResponseGroup,
} from "../db/response-groups.ts";
import { Extension } from "../db/users.ts";
import { deleteAsRead, NameInput, versionedView } from "./api/fields.ts";
import { orderQuery, pageOf, pageOfAll, pageQuery } from "./api/paging.ts";
import { created, done, ok, type Route, route } from "./api/route.ts";
import { NumberView, numberView } from "./user-views.ts";

const tag = "Groups";
export const GroupView = z.strictObject({
  ...versionedView,
  name: z.string(),
  number: NumberView.nullable(),
  extension: z.string().nullable(),
});

const GroupInput = z.strictObject({
  name: NameInput,
  /** Any written form. */
  number: z.string().max(60).nullable().default(null),
  extension: Extension.nullable().default(null),
});
const GroupChange = z.strictObject({
  name: NameInput.optional(),
  number: z.string().max(60).nullable().optional(),
  extension: Extension.nullable().optional(),
});
const params = z.strictObject({ group: z.string().max(200) });

export function groupView({ id, version, updatedAt, name, e164, extension }: ResponseGroup): z.infer<typeof GroupView> {
  return { id, version, updatedAt, name, number: e164 === null ? null : numberView(e164), extension };
}

export const groupRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/groups",
    tag,
    summary: "Response groups, by name.",
    query: z.strictObject({ ...pageQuery, order: orderQuery }),
    answer: pageOf(GroupView),
    handle: async ({ parts, who, query }) => {
      const all = await listResponseGroups(parts.db, who.organisationId);
      return ok(pageOfAll(all.map(groupView), (one) => one.name, query));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/groups",
    tag,
    summary: "Creates a response group.",
    body: GroupInput,
    answer: GroupView,
    example: { name: "Kundtjänst", number: "08-465 004 31" },
    handle: async ({ parts, who, body, now }) => {
      const input = { organisationId: who.organisationId, ...body };
      const group = await createResponseGroup(parts.db, input, who.actor, now);
      return created(groupView(group), group.version);
    },
  }),
  route("administrator", {
    method: "patch",
    path: "/groups/:group",
    tag,
    summary: "Changes name or numbers; exactly the phones that show what changed get new files.",
    params,
    body: GroupChange,
    answer: GroupView,
    example: { name: "Kundtjänst" },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const input = { organisationId: who.organisationId, id: params.group, version, ...body };
      const group = await updateResponseGroup(parts.db, input, who.actor, now);
      return ok(groupView(group), group.version);
    },
    current: async ({ parts, who, params }) => {
      const group = await getResponseGroup(parts.db, { organisationId: who.organisationId, id: params.group });
      return ok(groupView(group), group.version);
    },
  }),
  route("administrator", {
    method: "delete",
    path: "/groups/:group",
    tag,
    summary: "Deletes a response group. Keys that follow it stay, and are reported as misfits.",
    params,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const by = { organisationId: who.organisationId, id: params.group };
      const read = (trx: typeof parts.db) => getResponseGroup(trx, by);
      await deleteAsRead(parts.db, version, read, (trx) => deleteResponseGroup(trx, by, who.actor, now));
      return done();
    },
    current: async ({ parts, who, params }) => {
      const group = await getResponseGroup(parts.db, { organisationId: who.organisationId, id: params.group });
      return ok(groupView(group), group.version);
    },
  }),
];

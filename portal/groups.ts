import { z } from "zod";
import { loadGroupPointers } from "../db/group-pointers.ts";
import { deleteResponseGroup } from "../db/response-group-deletion.ts";
import {
  AnsweringInput,
  CreateResponseGroup,
  createResponseGroup,
  getWholeGroup,
  listResponseGroups,
  type ResponseGroup,
  UpdateResponseGroup,
  updateResponseGroup,
} from "../db/response-groups.ts";
import { readQuery, searchRank, sortKey } from "../domain/search.ts";
import { deleteAsRead, NameInput } from "./api/fields.ts";
import { orderQuery, pageOf, pageQuery, searchQuery } from "./api/paging.ts";
import type { Caller } from "./api/parts.ts";
import { type Answer, created, done, ok, type RawAsk, type Route, route } from "./api/route.ts";
import { besideGroups, GroupRowView, GroupView, groupRowView, loadGroupView } from "./group-views.ts";

const tag = "Groups";
const { start } = CreateResponseGroup.shape;
const { extension } = UpdateResponseGroup.shape;
const number = z.string().max(60).nullable();
const GroupInput = AnsweringInput.extend({
  name: NameInput,
  /** Any written form. */
  number: number.default(null),
  extension: CreateResponseGroup.shape.extension,
  start,
});
const GroupChange = AnsweringInput.extend({ name: NameInput.optional(), number: number.optional(), extension });
const params = z.strictObject({ group: z.string().max(200) });
const groupSorts = ["name", "number", "state", "members"] as const;
const ListQuery = z.strictObject({
  ...pageQuery,
  q: searchQuery,
  order: orderQuery,
  sort: z.enum(groupSorts).default("name"),
  state: z.enum(["open", "closed"]).optional().meta({ description: "Only groups that are open, or closed, now." }),
});
const GroupPage = pageOf(GroupRowView).extend({
  /** The server's clock, and when one of these opens or closes next; null: none does. */
  now: z.string(),
  changesAt: z.string().nullable(),
});

/** What leads somewhere, and by which way. */
export const PointerView = z.strictObject({
  ownerKind: z.enum(["group", "menu", "user"]),
  ownerId: z.string(),
  ownerName: z.string(),
  /** `full`, `nobody`, `redirect:0`, `key:1` …; of a person the kind of forwarding. */
  slot: z.string(),
});
const GroupPointersView = z.strictObject({
  calls: z.array(PointerView),
  main: z.boolean(),
  keys: z.array(z.strictObject({ phoneId: z.string(), phoneLabel: z.string(), mac: z.string(), place: z.string() })),
  layoutKeys: z.array(z.strictObject({ layoutId: z.string(), layoutName: z.string(), place: z.string() })),
  shown: z.array(z.strictObject({ userId: z.string(), userName: z.string() })),
});
export type GroupPointersView = z.infer<typeof GroupPointersView>;

type Mine = Pick<RawAsk, "parts" | "now"> & { readonly who: Caller };
const of = (who: Caller, params: { group: string }) => ({ organisationId: who.organisationId, id: params.group });

async function answerGroup({ parts, who, now }: Mine, params: { group: string }): Promise<Answer> {
  const group = await getWholeGroup(parts.db, of(who, params));
  return ok(await loadGroupView(parts.db, group, now), group.version);
}

export const groupRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/groups",
    tag,
    summary: "Response groups: open or closed now and when that turns, who is logged in. A search reads numbers in any form.",
    query: ListQuery,
    answer: GroupPage,
    handle: async ({ parts, who, query, now }) => {
      const found = searched(await listResponseGroups(parts.db, who.organisationId), query.q);
      const ids = found.map((one) => one.id);
      const beside = await besideGroups(parts.db, who.organisationId, ids, now);
      const rows = sorted(
        found.map((group) => groupRowView(group, beside)),
        query,
      ).filter((row) => query.state === undefined || row.state.open === (query.state === "open"));
      const page = rows.slice(query.offset, query.offset + query.limit);
      const turns = rows.flatMap((row) => row.state.until ?? []).sort();
      return ok({ total: rows.length, rows: page, now: now.toISOString(), changesAt: turns[0] ?? null });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/groups",
    tag,
    summary: "Creates a response group with its calendar; only the name is needed.",
    body: GroupInput,
    answer: GroupView,
    example: { name: "Kundtjänst", number: "08-465 004 31", start: "office" },
    handle: async (asked) => {
      const { parts, who, body, now } = asked;
      const input = { organisationId: who.organisationId, ...body };
      const { id } = await createResponseGroup(parts.db, input, who.actor, now);
      const group = await getWholeGroup(parts.db, of(who, { group: id }));
      return created(await loadGroupView(parts.db, group, now), group.version);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/groups/:group",
    tag,
    summary: "A response group with everything that is set: how calls are offered, where they go on to, what callers hear.",
    params,
    answer: GroupView,
    handle: (asked) => answerGroup(asked, asked.params),
  }),
  route("administrator", {
    method: "patch",
    path: "/groups/:group",
    tag,
    summary: "Changes a group; exactly the phones that show what changed get new files. Calls that wait already are left alone.",
    params,
    body: GroupChange,
    answer: GroupView,
    example: { name: "Kundtjänst", redirects: [{ afterSeconds: 30, destination: { kind: "user", id: "{user}" } }] },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, body, version, now } = asked;
      await updateResponseGroup(parts.db, { ...of(who, params), version, ...body }, who.actor, now);
      return answerGroup(asked, params);
    },
    current: (asked) => answerGroup(asked, asked.params),
  }),
  route("administrator", {
    method: "get",
    path: "/groups/:group/pointers",
    tag,
    summary: "What points to a group: calls that lead there, keys that follow it, people who show its number.",
    params,
    answer: GroupPointersView,
    handle: async ({ parts, who, params }) => {
      const { organisationId, id: groupId } = await getWholeGroup(parts.db, of(who, params));
      return ok(await loadGroupPointers(parts.db, { organisationId, groupId }));
    },
  }),
  route("administrator", {
    method: "delete",
    path: "/groups/:group",
    tag,
    summary:
      "Deletes a group that no calls lead to. Keys that follow it stay, and are reported as misfits: that is agreed to first.",
    params,
    query: z.strictObject({
      agreed: z.enum(["yes"]).optional().meta({ description: "Keys and shown numbers that lose the group are agreed to." }),
    }),
    versioned: true,
    handle: async ({ parts, who, params, query, version, now }) => {
      const input = { ...of(who, params), agreed: query.agreed === "yes" };
      const read = (trx: typeof parts.db) => getWholeGroup(trx, input);
      await deleteAsRead(parts.db, version, read, (trx) => deleteResponseGroup(trx, input, who.actor, now));
      return done();
    },
    current: (asked) => answerGroup(asked, asked.params),
  }),
];

/** Those that fit, the best first; with nothing to search for all of them. */
function searched(all: readonly ResponseGroup[], text: string): readonly ResponseGroup[] {
  const query = readQuery(text);
  if (query.words.length === 0 && query.number === null) return all;
  const ranked = all.flatMap((group) => {
    const numbers = [group.e164, group.extension].filter((one) => one !== null);
    const rank = searchRank(query, [group.name, group.displayName ?? ""], numbers);
    return rank === null ? [] : [{ group, rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ group }) => group);
}

type Order = { readonly q: string; readonly sort: (typeof groupSorts)[number]; readonly order: "asc" | "desc" };

/** Stable: alike ones by name, then by id. A search keeps the best first, unless another order is asked for. */
function sorted(rows: readonly GroupRowView[], { q, sort, order }: Order): GroupRowView[] {
  const keyed = rows.map((row) => ({ row, keys: [keyOf(row, sort), sortKey(row.name), row.id] }));
  if (q.trim() !== "" && sort === "name" && order === "asc") return [...rows];
  const turn = order === "desc" ? -1 : 1;
  const compare = (a: readonly string[], b: readonly string[]): number => {
    for (const [at, key] of a.entries()) {
      const other = b[at] ?? "";
      if (key !== other) return (key < other ? -1 : 1) * (at === 0 ? turn : 1);
    }
    return 0;
  };
  return keyed.sort((a, b) => compare(a.keys, b.keys)).map(({ row }) => row);
}

function keyOf(row: GroupRowView, sort: Order["sort"]): string {
  switch (sort) {
    case "name":
      return sortKey(row.name);
    case "number":
      return row.number?.e164 ?? "~";
    case "state":
      return `${row.state.open ? "0" : "1"}${row.state.until ?? "~"}`;
    case "members":
      return String(row.loggedInCount).padStart(6, "0");
  }
}

import { type AuditInput, type AuditValue, changedFields, recordAudits } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { listMenus, menuBodies, menuFields } from "./menus.ts";
import { loadGroupWays } from "./response-group-ways.ts";
import { groupFields, listResponseGroups } from "./response-groups.ts";
import { keepSnapshots } from "./snapshots.ts";
import type { Actor, Db } from "./types.ts";

type Ids = Readonly<Record<"group" | "menu", readonly string[]>>;

/**
 * Groups and menus that lead to somebody or the mailbox lead to somebody else's: a change of each, with its version and its
 * entry, so that whoever edits one of them sees it. Part of a change; a fixed number of statements.
 */
export async function repointDestinations(
  trx: Db,
  say: { readonly organisationId: string; readonly from: string; readonly to: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  const { organisationId, from, to } = say;
  const rows = trx("destination").where({ organisation_id: organisationId, to_user_id: from });
  const owners: { group_id: string | null; menu_id: string | null }[] = await rows.clone().distinct("group_id", "menu_id");
  if (owners.length === 0) return;
  const ids = { group: owners.flatMap((row) => row.group_id ?? []), menu: owners.flatMap((row) => row.menu_id ?? []) };
  const before = await load(trx, organisationId, ids);
  await rows.update({ to_user_id: to });
  const written = { updated_at: now.toISOString(), updated_by: actor.name };
  for (const [table, some] of [["response_group", ids.group] as const, ["menu", ids.menu] as const]) {
    await trx(table)
      .where(oneOf(trx, "id", some))
      .update(written)
      .increment("version", 1);
  }
  const after = await load(trx, organisationId, ids);
  const entries = [...after].map(([id, { kind, fields }]): AuditInput => {
    const action = kind === "group" ? "response_group.updated" : "menu.updated";
    return { organisationId, action, subject: { kind, id }, ...changedFields(before.get(id)?.fields ?? {}, fields) };
  });
  await recordAudits(trx, entries, actor, now);
  const kept = [...after].map(([id, { kind, version, body }]) => ({ organisationId, kind, id, version, body }));
  await keepSnapshots(trx, kept, actor, now);
  await announce(trx, "group", { organisationId });
  await announce(trx, "menu", { organisationId });
}

type Said = {
  readonly kind: "group" | "menu";
  readonly version: number;
  readonly fields: Record<string, AuditValue>;
  readonly body: unknown;
};

/** What the log and the versions say of those groups and menus, by id. */
async function load(trx: Db, organisationId: string, ids: Ids) {
  const ways = await loadGroupWays(trx, organisationId, ids.group);
  const groups = (await listResponseGroups(trx, organisationId)).filter((one) => ids.group.includes(one.id));
  const menus = (await listMenus(trx, organisationId)).filter((one) => ids.menu.includes(one.id));
  const bodies = await menuBodies(trx, organisationId, menus);
  return new Map<string, Said>([
    ...groups.map((group): [string, Said] => {
      const fields = groupFields({ ...group, ...ways(group.id) });
      return [group.id, { kind: "group", version: group.version, fields, body: fields }];
    }),
    ...menus.map((menu): [string, Said] => {
      return [menu.id, { kind: "menu", version: menu.version, fields: menuFields(menu), body: bodies.get(menu.id) }];
    }),
  ]);
}

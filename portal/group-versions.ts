import { z } from "zod";
import { changedFields } from "../db/audit.ts";
import { loadNames, refsIn } from "../db/audit-names.ts";
import { getGroupVersion, restoreResponseGroup } from "../db/response-group-versions.ts";
import { getWholeGroup, groupFields } from "../db/response-groups.ts";
import { listSnapshots } from "../db/snapshots.ts";
import { ok, type Route, route } from "./api/route.ts";
import { AuditView, changesView } from "./audit-views.ts";
import { GroupView, loadGroupView } from "./group-views.ts";

const tag = "Groups";
const params = z.strictObject({ group: z.string().max(200) });
const versionParams = params.extend({ version: z.string().regex(/^\d{1,9}$/) });
const VersionLine = z.strictObject({ version: z.int(), at: z.string(), by: z.string() });
const GroupVersionView = VersionLine.extend({
  /** What going back to it would change: as it is now, and as it was then. */
  changes: AuditView.shape.changes,
});
export type GroupVersionView = z.infer<typeof GroupVersionView>;

const of = (who: { readonly organisationId: string }, { group: id }: { group: string }) => ({
  organisationId: who.organisationId,
  id,
});

export const groupVersionRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/groups/:group/versions",
    tag,
    summary: "Earlier versions of a group, the latest first: when each was saved, and by whom.",
    params,
    answer: z.strictObject({ versions: z.array(VersionLine) }),
    handle: async ({ parts, who, params }) => {
      const group = await getWholeGroup(parts.db, of(who, params));
      return ok({ versions: await listSnapshots(parts.db, { ...of(who, params), id: group.id, kind: "group" }) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/groups/:group/versions/:version",
    tag,
    summary: "What one version of a group was, beside what it is now.",
    params: versionParams,
    answer: GroupVersionView,
    handle: async ({ parts, who, params }) => {
      const now = groupFields(await getWholeGroup(parts.db, of(who, params)));
      const kept = await getGroupVersion(parts.db, { ...of(who, params), version: Number(params.version) });
      const change = changedFields(now, { ...now, ...kept.body });
      const action = "response_group.restored";
      const names = await loadNames(parts.db, [...refsIn(action, change.before), ...refsIn(action, change.after)]);
      const { version, at, by } = kept;
      return ok({ version, at, by, changes: changesView(action, change, names) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/groups/:group/versions/:version/restore",
    tag,
    summary: "Writes an earlier version of a group again, as an ordinary save; refused when something it led to is gone.",
    params: versionParams,
    answer: GroupView,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const input = { ...of(who, params), version, restore: Number(params.version) };
      const group = await restoreResponseGroup(parts.db, input, who.actor, now);
      return ok(await loadGroupView(parts.db, group, now), group.version);
    },
    current: async ({ parts, who, params, now }) => {
      const group = await getWholeGroup(parts.db, of(who, params));
      return ok(await loadGroupView(parts.db, group, now), group.version);
    },
  }),
];

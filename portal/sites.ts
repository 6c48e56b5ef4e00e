import { z } from "zod";
import { deleteSite } from "../db/site-deletion.ts";
import { siteUse } from "../db/site-use.ts";
import { createSite, findSite, listSites, renameSite, type Site } from "../db/sites.ts";
import type { Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { deleteAsRead, NameInput, versionedView } from "./api/fields.ts";
import { orderQuery, pageOf, pageOfAll, pageQuery } from "./api/paging.ts";
import { created, done, ok, type Route, route } from "./api/route.ts";

const tag = "Sites";
export const SiteView = z.strictObject({ ...versionedView, name: z.string() });

/** How many phones stand there. */
export const SiteListView = SiteView.extend({ phones: z.int() });
export type SiteListView = z.infer<typeof SiteListView>;

function view({ id, version, updatedAt, name }: Site): z.infer<typeof SiteView> {
  return { id, version, updatedAt, name };
}

async function getSite(db: Db, by: { organisationId: string; id: string }): Promise<Site> {
  const site = await findSite(db, by);
  if (!site) throw new DomainError("site_not_found");
  return site;
}

export const siteRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/sites",
    tag,
    summary: "Sites, by name.",
    query: z.strictObject({ ...pageQuery, order: orderQuery }),
    answer: pageOf(SiteListView),
    handle: async ({ parts, who, query }) => {
      const all = await listSites(parts.db, who.organisationId);
      const phones = await siteUse(parts.db, who.organisationId);
      const views = all.map((site) => ({ ...view(site), phones: phones.get(site.id) ?? 0 }));
      return ok(pageOfAll(views, (one) => one.name, query));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/sites",
    tag,
    summary: "Creates a site.",
    body: z.strictObject({ name: NameInput }),
    answer: SiteView,
    example: { name: "Verkstaden" },
    handle: async ({ parts, who, body, now }) => {
      const site = await createSite(parts.db, { organisationId: who.organisationId, ...body }, who.actor, now);
      return created(view(site), site.version);
    },
  }),
  route("administrator", {
    method: "patch",
    path: "/sites/:site",
    tag,
    summary: "Renames a site.",
    params: z.strictObject({ site: z.string().max(200) }),
    body: z.strictObject({ name: NameInput }),
    answer: SiteView,
    example: { name: "Verkstaden" },
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const input = { organisationId: who.organisationId, id: params.site, version, ...body };
      const site = await renameSite(parts.db, input, who.actor, now);
      return ok(view(site), site.version);
    },
    current: async ({ parts, who, params }) => {
      const site = await getSite(parts.db, { organisationId: who.organisationId, id: params.site });
      return ok(view(site), site.version);
    },
  }),
  route("administrator", {
    method: "delete",
    path: "/sites/:site",
    tag,
    summary: "Deletes a site at which nothing is. Phones, trusted networks and settings that are there are named in the refusal.",
    params: z.strictObject({ site: z.string().max(200) }),
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const by = { organisationId: who.organisationId, id: params.site };
      await deleteAsRead(
        parts.db,
        version,
        (trx) => getSite(trx, by),
        (trx) => deleteSite(trx, by, who.actor, now),
      );
      return done();
    },
    current: async ({ parts, who, params }) => {
      const site = await getSite(parts.db, { organisationId: who.organisationId, id: params.site });
      return ok(view(site), site.version);
    },
  }),
];

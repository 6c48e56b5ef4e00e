import { absenceRoutes } from "../absence.ts";
import { accountRoutes } from "../accounts.ts";
import { alarmRoutes } from "../alarms.ts";
import { announcementAudioRoutes } from "../announcements/audio-routes.ts";
import { announcementRoutes } from "../announcements/routes.ts";
import { auditRoutes } from "../audit.ts";
import { callRouteRoutes } from "../call-routes.ts";
import { colleagueRoutes } from "../colleagues.ts";
import { connectRoutes } from "../connect.ts";
import { contactFileRoutes } from "../contacts/file-routes.ts";
import { contactListRoutes } from "../contacts/list-routes.ts";
import { myContactRoutes } from "../contacts/own-routes.ts";
import { contactRoutes } from "../contacts/routes.ts";
import { eventRoutes } from "../events.ts";
import { financeRoutes } from "../finance/routes.ts";
import { firmwareRoutes } from "../firmware/routes.ts";
import { fleetRoutes } from "../fleet.ts";
import { forwardingRoutes } from "../forwarding.ts";
import { groupVersionRoutes } from "../group-versions.ts";
import { groupRoutes } from "../groups.ts";
import { intakeRoutes } from "../intake/routes.ts";
import { invoiceRoutes } from "../invoices/routes.ts";
import { specificationRoutes } from "../invoices/specification-routes.ts";
import { jobRoutes } from "../jobs/routes.ts";
import { keyTargetRoutes } from "../key-targets.ts";
import { keyRoutes } from "../keys.ts";
import { layoutLookRoutes } from "../layout-look.ts";
import { meRoutes } from "../me.ts";
import { membershipRoutes } from "../memberships.ts";
import { menuRoutes } from "../menus.ts";
import { installRoutes } from "../messages/install-routes.ts";
import { outboxRoutes } from "../messages/outbox-routes.ts";
import { messageRoutes } from "../messages/routes.ts";
import { modelRoutes } from "../models.ts";
import { myCallRoutes } from "../my-calls.ts";
import { myDataRoutes } from "../my-data.ts";
import { myGroupRoutes } from "../my-groups.ts";
import { operatorRoutes } from "../operator.ts";
import { operatorHealthRoutes } from "../operator-health.ts";
import { orderRoutes } from "../orders/routes.ts";
import { simStockRoutes } from "../orders/sim-cards.ts";
import { organisationRoutes } from "../organisation.ts";
import { resetRoutes } from "../password-resets.ts";
import { phoneDifferenceRoutes } from "../phone-difference.ts";
import { phoneFileRoutes } from "../phone-files.ts";
import { phoneHoldRoutes } from "../phone-holds.ts";
import { phoneOwnerRoutes } from "../phone-owner.ts";
import { phoneSettingRoutes } from "../phone-settings.ts";
import { phoneTrustRoutes } from "../phone-trust.ts";
import { phoneRoutes } from "../phones.ts";
import { phonesCsvRoutes } from "../phones-csv.ts";
import { phonesManyRoutes } from "../phones-many.ts";
import { pictureRoutes } from "../pictures/routes.ts";
import { portOutRoutes } from "../portings/operator-routes.ts";
import { portingRoutes } from "../portings/routes.ts";
import { reachRoutes } from "../reach.ts";
import { redirectionRoutes } from "../redirection/routes.ts";
import { resyncRoutes } from "../resync.ts";
import { retentionRoutes } from "../retention/routes.ts";
import { houseRolloutRoutes } from "../rollouts/house-routes.ts";
import { rolloutRoutes } from "../rollouts/routes.ts";
import { selectionRoutes } from "../rollouts/selections.ts";
import { scheduleRoutes } from "../schedules.ts";
import { searchRoutes } from "../search.ts";
import { sessionRoutes } from "../session.ts";
import { shownNumberRoutes } from "../shown-number.ts";
import { siteRoutes } from "../sites.ts";
import { simCardRoutes } from "../subscriptions/card-routes.ts";
import { mySubscriptionRoutes } from "../subscriptions/own-routes.ts";
import { priceRoutes } from "../subscriptions/price-routes.ts";
import { proofRoutes } from "../subscriptions/proof-routes.ts";
import { subscriptionRoutes } from "../subscriptions/routes.ts";
import { switchRoutes } from "../switches/routes.ts";
import { todayRoutes } from "../today.ts";
import { userRoutes } from "../users.ts";
import { usersCsvRoutes } from "../users-csv.ts";
import { usersManyRoutes } from "../users-many.ts";
import type { Route } from "./route.ts";

const table: readonly Route[] = [
  ...sessionRoutes,
  ...meRoutes,
  ...myGroupRoutes,
  ...myDataRoutes,
  ...myCallRoutes,
  ...pictureRoutes,
  ...todayRoutes,
  ...absenceRoutes,
  ...colleagueRoutes,
  ...forwardingRoutes,
  ...shownNumberRoutes,
  ...messageRoutes,
  ...installRoutes,
  ...outboxRoutes,
  ...usersManyRoutes,
  ...usersCsvRoutes,
  ...userRoutes,
  ...siteRoutes,
  ...switchRoutes,
  ...phoneSettingRoutes,
  ...groupRoutes,
  ...groupVersionRoutes,
  ...menuRoutes,
  ...membershipRoutes,
  ...contactListRoutes,
  ...contactFileRoutes,
  ...contactRoutes,
  ...myContactRoutes,
  ...accountRoutes,
  ...modelRoutes,
  ...phonesManyRoutes,
  ...jobRoutes,
  ...phonesCsvRoutes,
  ...intakeRoutes,
  ...connectRoutes,
  ...phoneRoutes,
  ...redirectionRoutes,
  ...fleetRoutes,
  ...firmwareRoutes,
  ...phoneOwnerRoutes,
  ...phoneFileRoutes,
  ...phoneDifferenceRoutes,
  ...phoneTrustRoutes,
  ...phoneHoldRoutes,
  ...resyncRoutes,
  ...keyRoutes,
  ...keyTargetRoutes,
  ...layoutLookRoutes,
  ...announcementRoutes,
  ...announcementAudioRoutes,
  ...callRouteRoutes,
  ...invoiceRoutes,
  ...portingRoutes,
  ...portOutRoutes,
  ...retentionRoutes,
  ...rolloutRoutes,
  ...houseRolloutRoutes,
  ...selectionRoutes,
  ...specificationRoutes,
  ...auditRoutes,
  ...eventRoutes,
  ...scheduleRoutes,
  ...searchRoutes,
  ...alarmRoutes,
  ...organisationRoutes,
  ...operatorRoutes,
  ...operatorHealthRoutes,
  ...financeRoutes,
  ...orderRoutes,
  ...simStockRoutes,
  ...proofRoutes,
  ...subscriptionRoutes,
  ...simCardRoutes,
  ...mySubscriptionRoutes,
  ...priceRoutes,
];

/** Every route of the people's API. Tests derive from this table who may call what, and that no organisation sees another. */
export const routes: readonly Route[] = [...table, ...reachRoutes(table)];

/** Those of an installation: links for new passwords only where mail can be sent. */
export function routesFor(parts: { readonly mail: unknown }): readonly Route[] {
  return parts.mail === null ? routes : [...routes, ...resetRoutes];
}

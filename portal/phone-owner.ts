import { z } from "zod";
import { clearPhoneKeys, ownKeys } from "../db/phone-keys.ts";
import { getPhone, setPhoneAccounts, updatePhone } from "../db/phones.ts";
import { checkVersion } from "../db/rows.ts";
import { change } from "../db/transaction.ts";
import { Id } from "./api/fields.ts";
import { type Route, route } from "./api/route.ts";
import { AccountIds, PhoneView } from "./phone-views.ts";
import { answerPhone } from "./phones.ts";

export const phoneOwnerRoutes: readonly Route[] = [
  route("administrator", {
    method: "put",
    path: "/phones/:phone/user",
    tag: "Phones",
    summary:
      "Gives the phone to somebody, or to nobody: with which accounts, and whether its own keys stay. One change, undone as one.",
    params: z.strictObject({ phone: z.string().max(200) }),
    body: z.strictObject({
      userId: Id.nullable(),
      /** Absent: they stay. */
      accounts: AccountIds.optional(),
      /** The phone's own keys go; those of its layout stay. */
      clearKeys: z.boolean().default(false),
    }),
    answer: PhoneView,
    example: { userId: "{user}", accounts: ["{account}"], clearKeys: true },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, body, version, now } = asked;
      const by = { organisationId: who.organisationId, id: params.phone };
      await change(parts.db, async (trx) => {
        checkVersion(await getPhone(trx, by), version);
        await updatePhone(trx, { ...by, userId: body.userId }, who.actor, now);
        if (body.accounts) await setPhoneAccounts(trx, { ...by, accounts: body.accounts }, who.actor, now);
        const places = body.clearKeys ? (await ownKeys(trx, "phone", by.id)).map(({ place }) => place) : [];
        const keys = { organisationId: by.organisationId, phoneId: by.id, places };
        if (places.length > 0) await clearPhoneKeys(trx, keys, who.actor, now);
      });
      return answerPhone(asked, params.phone);
    },
    current: (asked) => answerPhone(asked, asked.params.phone),
  }),
];

import { formatQuota } from "../../domain/data-amount.ts";
import { formatInstant } from "../../domain/local-time.ts";
import { formatMoney } from "../../domain/money.ts";
import { displayInternational } from "../../domain/numbers.ts";
import type { MessageSay, MessageWords } from "./words.ts";
import { orderWords, portingWords, refusalWords } from "./words-about.ts";

type Own = Omit<MessageWords, "greeting" | "plainLink">;

/** A message in English. */
export function englishWords(say: MessageSay): MessageWords {
  const greeting = `Hello ${say.name},`;
  return { greeting, plainLink: "If the button does not work, copy this address into your browser:", ...own[say.kind](say) };
}

const once = "The link is good for 24 hours and can be used once.";

const own: Readonly<Record<MessageSay["kind"], (say: MessageSay) => Own>> = {
  reset: ({ organisation }) => ({
    subject: "Choose a new password",
    lead: `Somebody, most likely you, has asked for a new password to the telephony of ${organisation}.`,
    button: "Choose a new password",
    after: [
      "The link is good for 60 minutes and can be used once.",
      "Was it not you? Then there is nothing to do. Your password is unchanged.",
    ],
    short: "Choose a new password:",
    more: ["The link is good for 60 minutes."],
  }),
  invitation: ({ organisation, signInName }) => ({
    subject: `Welcome to the telephony of ${organisation}`,
    lead: `You have an account at ${organisation}, where you say when you are away, forward your calls and set up your telephone. You sign in with ${signInName}.`,
    button: "Choose your password",
    after: ["The link is good for seven days and can be used once."],
    short: "Choose your password:",
    more: ["The link is good for seven days."],
  }),
  app_install: ({ organisation }) => ({
    subject: "Install the phone app",
    lead: `Here you install the phone app and tie it to your telephony at ${organisation}.`,
    button: "Install the phone app",
    after: [once, "Open the link on the phone that is to have the app."],
    short: "Install the phone app:",
    more: ["The link is good for 24 hours, once.", `From ${organisation}`],
  }),
  softphone_install: ({ organisation }) => ({
    subject: "Install your softphone",
    lead: `Here you install the phone on your computer and tie it to your telephony at ${organisation}.`,
    button: "Install the softphone",
    after: [once, "Open the link on the computer that is to have the softphone."],
    short: "Install the softphone:",
    more: ["The link is good for 24 hours, once."],
  }),
  data_threshold: ({ facts, organisation }) => {
    const percent = facts.number("percent") ?? 0;
    const quota = facts.number("quotaBytes");
    const label = facts.text("subscription");
    const which = label === "" ? "" : ` of ${label}`;
    const all = percent >= 100;
    const lead = all
      ? `The mobile data${which} for this month is used up${quota === null ? "" : ` (${formatQuota(quota, "en")})`}. The speed is limited until the month is over.`
      : `${percent}%${quota === null ? "" : ` of ${formatQuota(quota, "en")}`} mobile data${which} has been used this month.`;
    return {
      subject: all ? "Your mobile data is used up" : `${percent}% of your mobile data has been used`,
      lead,
      button: "See your usage",
      after: all
        ? ["Do you need more? Ask whoever looks after the telephony at your company."]
        : ["At 100% the speed is limited."],
      short: lead,
      more: [`From ${organisation}`],
    };
  },
  diversion_ends: ({ facts, zone }) => {
    const end = facts.instant("endsAt");
    const when = end === null ? "soon" : `at ${formatInstant(end, zone)}`;
    return {
      subject: `Your absence ends ${when}`,
      lead: `Your absence ends ${when}. Then your phone rings as usual again.`,
      button: "Change the absence",
      after: ["Would you rather not get messages like this? Choose so under My account."],
      short: `Your absence ends ${when}. Then your phone rings again.`,
      more: [],
    };
  },
  invoice_issued: ({ facts, organisation }) => {
    const amount = facts.number("payableOre");
    const number = facts.text("number");
    const due = facts.text("dueDate");
    const credit = facts.text("type") === "credit";
    const name = credit ? "credit note" : "invoice";
    const lead = [
      `A new ${name}${number === "" ? "" : ` ${number}`} for ${organisation} can be read`,
      amount === null ? "" : `, ${formatMoney(amount, "en")}`,
      due === "" || credit ? "" : `, to be paid by ${due}`,
    ].join("");
    return {
      subject: `New ${name}${number === "" ? "" : ` ${number}`}`,
      lead: `${lead}.`,
      button: `Open the ${name}`,
      after: ["You get this mail because you look after the telephony of your company."],
      short: `${lead}.`,
      more: [],
    };
  },
  porting_changed: ({ facts }) => {
    const number = facts.text("number");
    const lead = `The porting of ${number === "" ? "the number" : displayInternational(number)} ${portingWords("en", facts)}.`;
    return {
      subject: `Porting: ${number === "" ? "news" : displayInternational(number)}`,
      lead,
      button: "See the porting",
      after: [],
      short: lead,
      more: [],
    };
  },
  order_refused: ({ facts }) => {
    const number = facts.text("number");
    const what = `${orderWords("en", facts.text("order"))}${number === "" ? "" : ` for ${displayInternational(number)}`}`;
    const why = refusalWords("en", facts);
    return {
      subject: `Refused order: ${orderWords("en", facts.text("order"))}`,
      lead: `The mobile operator has refused your order: ${what}.${why === "" ? "" : ` Reason: ${why}`}`,
      button: "See the order",
      after: ["Nothing has changed. You can order again."],
      short: `Refused order: ${what}.`,
      more: why === "" ? [] : [`Reason: ${why}`],
    };
  },
};

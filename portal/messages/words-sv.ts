import { formatQuota } from "../../domain/data-amount.ts";
import { wallClock } from "../../domain/local-time.ts";
import { formatMoney } from "../../domain/money.ts";
import { displayNumber } from "../../domain/numbers.ts";
import type { MessageSay, MessageWords } from "./words.ts";
import { orderWords, portingWords, refusalWords } from "./words-about.ts";

type Own = Omit<MessageWords, "greeting" | "plainLink">;

/** A message in Swedish. */
export function swedishWords(say: MessageSay): MessageWords {
  const greeting = `Hej ${say.name}!`;
  return { greeting, plainLink: "Om knappen inte fungerar, kopiera adressen till webbläsaren:", ...own[say.kind](say) };
}

const once = "Länken gäller i 24 timmar och kan användas en gång.";

const own: Readonly<Record<MessageSay["kind"], (say: MessageSay) => Own>> = {
  reset: ({ organisation }) => ({
    subject: "Välj ett nytt lösenord",
    lead: `Någon, troligen du, har bett om ett nytt lösenord till telefonin hos ${organisation}.`,
    button: "Välj nytt lösenord",
    after: [
      "Länken gäller i 60 minuter och kan användas en gång.",
      "Var det inte du? Då behöver du inte göra något. Ditt lösenord är oförändrat.",
    ],
    short: "Välj nytt lösenord:",
    more: ["Länken gäller i 60 minuter."],
  }),
  invitation: ({ organisation, signInName }) => ({
    subject: `Välkommen till telefonin hos ${organisation}`,
    lead: `Du har fått ett konto hos ${organisation}, där du ställer in hänvisning, vidarekoppling och din telefon. Du loggar in med ${signInName}.`,
    button: "Välj ditt lösenord",
    after: ["Länken gäller i sju dagar och kan användas en gång."],
    short: "Välj ditt lösenord:",
    more: ["Länken gäller i sju dagar."],
  }),
  app_install: ({ organisation }) => ({
    subject: "Installera telefonappen",
    lead: `Här installerar du telefonappen och kopplar den till din telefoni hos ${organisation}.`,
    button: "Installera telefonappen",
    after: [once, "Öppna länken på telefonen där appen ska finnas."],
    short: "Installera telefonappen:",
    more: ["Länken gäller i 24 timmar, en gång.", `Hälsningar ${organisation}`],
  }),
  softphone_install: ({ organisation }) => ({
    subject: "Installera din softphone",
    lead: `Här installerar du telefonen på datorn och kopplar den till din telefoni hos ${organisation}.`,
    button: "Installera softphone",
    after: [once, "Öppna länken på datorn där softphone ska finnas."],
    short: "Installera softphone:",
    more: ["Länken gäller i 24 timmar, en gång."],
  }),
  data_threshold: ({ facts, organisation }) => {
    const percent = facts.number("percent") ?? 0;
    const quota = facts.number("quotaBytes");
    const of = quota === null ? "" : ` av ${formatQuota(quota, "sv")}`;
    const label = facts.text("subscription");
    const which = label === "" ? "" : ` på ${label}`;
    const all = percent >= 100;
    const lead = all
      ? `Månadens mobildata${which} är slut${quota === null ? "" : ` (${formatQuota(quota, "sv")})`}. Hastigheten är begränsad till månadsskiftet.`
      : `${percent} %${of} mobildata${which} är förbrukad den här månaden.`;
    return {
      subject: all ? "Din mobildata är slut" : `${percent} % av din mobildata är förbrukad`,
      lead,
      button: "Se din användning",
      after: all ? ["Vill du ha mer data? Fråga den som sköter telefonin hos er."] : ["Vid 100 % begränsas hastigheten."],
      short: lead,
      more: [`Hälsningar ${organisation}`],
    };
  },
  diversion_ends: ({ facts, zone }) => {
    const end = facts.instant("endsAt");
    const when = end === null ? "snart" : momentWords(end, zone);
    return {
      subject: `Din hänvisning slutar ${when}`,
      lead: `Din hänvisning slutar ${when}. Då ringer din telefon som vanligt igen.`,
      button: "Ändra hänvisningen",
      after: ["Vill du inte ha sådana här meddelanden? Välj det under Mitt konto."],
      short: `Din hänvisning slutar ${when}. Då ringer din telefon igen.`,
      more: [],
    };
  },
  invoice_issued: ({ facts, organisation }) => {
    const amount = facts.number("payableOre");
    const number = facts.text("number");
    const due = facts.text("dueDate");
    const credit = facts.text("type") === "credit";
    const name = credit ? "kreditfaktura" : "faktura";
    const lead = [
      `En ny ${name}${number === "" ? "" : ` ${number}`} för ${organisation} finns att läsa`,
      amount === null ? "" : `, ${formatMoney(amount, "sv")}`,
      due === "" || credit ? "" : `, att betala senast ${due}`,
    ].join("");
    return {
      subject: `Ny ${name}${number === "" ? "" : ` ${number}`}`,
      lead: `${lead}.`,
      button: credit ? "Öppna kreditfakturan" : "Öppna fakturan",
      after: ["Du får det här mejlet för att du sköter telefonin hos er."],
      short: `${lead}.`,
      more: [],
    };
  },
  porting_changed: ({ facts }) => {
    const number = facts.text("number");
    const lead = `Flytten av ${number === "" ? "numret" : displayNumber(number)} ${portingWords("sv", facts)}.`;
    return {
      subject: `Nummerflytt: ${number === "" ? "ny status" : displayNumber(number)}`,
      lead,
      button: "Se flytten",
      after: [],
      short: lead,
      more: [],
    };
  },
  order_refused: ({ facts }) => {
    const number = facts.text("number");
    const what = `${orderWords("sv", facts.text("order"))}${number === "" ? "" : ` för ${displayNumber(number)}`}`;
    const why = refusalWords("sv", facts);
    return {
      subject: `Avvisad beställning: ${orderWords("sv", facts.text("order"))}`,
      lead: `Mobiloperatören har avvisat din beställning: ${what}.${why === "" ? "" : ` Orsak: ${why}`}`,
      button: "Se beställningen",
      after: ["Ingenting har ändrats. Du kan beställa på nytt."],
      short: `Avvisad beställning: ${what}.`,
      more: why === "" ? [] : [`Orsak: ${why}`],
    };
  },
};

function momentWords(at: Date, zone: string): string {
  const { date, time } = wallClock(at, zone);
  return `${date} ${time}`;
}

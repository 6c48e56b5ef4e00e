import type { StandingReason } from "./standing.ts";

type Words = { readonly en: string; readonly sv: string };

/** What each reason is called, and what it means: on the command line as in the web app, whose sentences a test holds to these. */
export const standingWords: Readonly<Record<StandingReason, { readonly name: Words; readonly why: Words }>> = {
  in_use: {
    name: { en: "In step", sv: "I fas" },
    why: {
      en: "The phone has fetched what it should have, and has been heard of since.",
      sv: "Telefonen har hämtat det den ska ha och har hört av sig sedan dess.",
    },
  },
  delivered: {
    name: { en: "In step", sv: "I fas" },
    why: {
      en: "The phone has fetched what it should have. It has not been heard of again yet.",
      sv: "Telefonen har hämtat det den ska ha. Den har inte hört av sig igen ännu.",
    },
  },
  preparing: {
    name: { en: "Files being made", sv: "Filerna görs" },
    why: {
      en: "Something has been changed, and the phone's files are being made.",
      sv: "Något har ändrats och telefonens filer görs just nu.",
    },
  },
  not_fetched: {
    name: { en: "Not fetched", sv: "Inte hämtat" },
    why: {
      en: "There is something new to fetch. The phone does so when it asks the next time, or when you ask it to.",
      sv: "Det finns nytt att hämta. Telefonen hämtar när den frågar nästa gång, eller när du ber den.",
    },
  },
  updating: {
    name: { en: "Changing firmware", sv: "Byter firmware" },
    why: {
      en: "The phone has been told which firmware it should have, and is changing to it.",
      sv: "Telefonen har fått veta vilken firmware den ska ha och byter till den.",
    },
  },
  silent: {
    name: { en: "Not heard of", sv: "Har inte hörts av" },
    why: {
      en: "The phone should have been heard of long ago. It is probably off or without a network, and fetches by itself when it starts.",
      sv: "Telefonen skulle ha hört av sig för länge sedan. Den är troligen avstängd eller utan nät, och hämtar av sig själv när den startar.",
    },
  },
  unreached: {
    name: { en: "Not reached by the exchange", sv: "Växeln når den inte" },
    why: {
      en: "The exchange did not find the phone when it was to be told to fetch. It is probably off or without a network, and fetches by itself when it starts.",
      sv: "Växeln hittade inte telefonen när den ombads hämta. Den är troligen avstängd eller utan nät, och hämtar av sig själv när den startar.",
    },
  },
  never_asked: {
    name: { en: "Never heard of", sv: "Aldrig hörd" },
    why: {
      en: "The phone has been added and has never asked for its files. Is it connected, and does it know where to ask?",
      sv: "Telefonen är upplagd men har aldrig frågat efter sina filer. Är den inkopplad, och vet den vart den ska fråga?",
    },
  },
  unproved: {
    name: { en: "Cannot prove itself", sv: "Kan inte legitimera sig" },
    why: {
      en: "Somebody asked in the phone's name, from the phone's address, without its proof. That is so when a phone has been reset. Open the phone and its first-contact window.",
      sv: "Någon frågade i telefonens namn, från telefonens adress, utan att kunna legitimera sig. Så blir det när en telefon har nollställts. Öppna telefonen och dess fönster för första kontakten.",
    },
  },
  render_failed: {
    name: { en: "File cannot be made", sv: "Filen går inte att göra" },
    why: {
      en: "The files cannot be made with what is set. The phone keeps the last ones that worked. Take back what was changed last, or see the fault on the phone's page.",
      sv: "Filerna går inte att göra med det som är inställt. Telefonen behåller de senaste som fungerade. Ångra det som ändrades sist, eller se felet på telefonens sida.",
    },
  },
  model_unknown: {
    name: { en: "Unknown model", sv: "Okänd modell" },
    why: {
      en: "The model is not in the catalogue. Change the phone's model.",
      sv: "Modellen finns inte i katalogen. Byt telefonens modell.",
    },
  },
  model_other: {
    name: { en: "Is another model", sv: "Är en annan modell" },
    why: {
      en: "The phone says that it is another model than it was added as, so that keys come out wrong. Open the phone and change its model.",
      sv: "Telefonen säger att den är en annan modell än den är upplagd som, så knapparna hamnar fel. Öppna telefonen och byt modell.",
    },
  },
  overridden: {
    name: { en: "Changed at the phone", sv: "Ändrad på telefonen" },
    why: {
      en: "Somebody has set something at the phone itself, and that goes before what stands here. Set the value here, or clear the phone's own settings.",
      sv: "Någon har ställt in något på telefonen själv, och det gäller över det som står här. Lägg in värdet här, eller återställ telefonens egna inställningar.",
    },
  },
  firmware_other: {
    name: { en: "Other firmware", sv: "Annan firmware" },
    why: {
      en: "The phone runs another firmware than it should, though it has had the time to change. Ask it to fetch again, or restart it.",
      sv: "Telefonen kör en annan firmware än den ska ha, fast den har haft tid att byta. Be den hämta igen, eller starta om den.",
    },
  },
  firmware_unsaid: {
    name: { en: "Unknown firmware", sv: "Okänd firmware" },
    why: {
      en: "The phone should have a certain firmware, and has not said which one it runs. Over TFTP phones do not say.",
      sv: "Telefonen ska ha en viss firmware men har inte sagt vilken den kör. Över TFTP säger telefoner inte det.",
    },
  },
  unregistered: {
    name: { en: "Not registered", sv: "Inte registrerad" },
    why: {
      en: "The phone has fetched what it should have, but the exchange does not know it. Is it on, and is the account's password right?",
      sv: "Telefonen har hämtat det den ska ha, men växeln känner inte till den. Är den på, och är kontots lösenord rätt?",
    },
  },
  unheard: {
    name: { en: "Silent for long", sv: "Tyst sedan länge" },
    why: {
      en: "The phone had everything when it was heard of the last time, but should have asked several times since. It is probably off or has been replaced.",
      sv: "Telefonen hade allt när den senast hördes av, men den skulle ha frågat flera gånger sedan dess. Den är troligen avstängd eller bytt.",
    },
  },
};

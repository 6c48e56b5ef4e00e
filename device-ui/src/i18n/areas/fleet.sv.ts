/** Whether phones have what they should and why not, in Swedish: keys begin with `fleet.`. */
export const fleetSv = {
  "fleet.title": "Telefonparken",
  "fleet.all_current": "Alla {count} telefoner är i fas.",
  "fleet.one_current": "Telefonen är i fas.",
  "fleet.behind": { one: "{count} av {all} telefoner är inte i fas.", other: "{count} av {all} telefoner är inte i fas." },
  "fleet.none": "Här finns inga bordstelefoner ännu.",
  "fleet.none.do": "Koppla in den första",
  "fleet.column": "Läge",
  "fleet.column.since": "Sedan",
  "fleet.column.about": "Detalj",
  "fleet.filter": "Oavsett läge",
  "fleet.filter.behind": "Inte i fas",
  "fleet.state.current": "I fas",
  "fleet.state.waiting": "Väntar",
  "fleet.state.stopped": "Behöver åtgärd",
  "fleet.reasons": "Varför",
  "fleet.show_current": "I fas",
  "fleet.list": "Telefoner som inte är i fas",
  "fleet.list.current": "Telefoner i fas",
  "fleet.empty": "Ingen telefon väntar på något. Allt de ska ha har de hämtat.",
  "fleet.week": "Inte i fas, de senaste sju dygnen",
  "fleet.week.most": "Som mest {count}, {when}.",
  "fleet.week.none": "Inga telefoner efter under hela tiden.",
  "fleet.since": "sedan {when}",
  "fleet.act.resync": { one: "Be {count} telefon hämta nu", other: "Be {count} telefoner hämta nu" },
  "fleet.act.resync.heading": { one: "Be {count} telefon hämta nu?", other: "Be {count} telefoner hämta nu?" },
  "fleet.act.resync.text":
    "De får veta det genom växeln, en plats i taget så att förbindelsen räcker till. En telefon i samtal laddar om först när samtalet är slut.",
  "fleet.act.resync.do": "Be dem hämta",
  "fleet.act.resync.started": {
    one: "{count} telefon får veta att den ska hämta.",
    other: "{count} telefoner får veta att de ska hämta.",
  },
  "fleet.act.found": "Till nya telefoner",
  "fleet.act.firmware": "Till firmware",
  "fleet.organisations": "Flest telefoner som inte är i fas",
  "fleet.organisation.behind": { one: "{count} av {all}", other: "{count} av {all}" },

  "fleet.reason.in_use": "I fas",
  "fleet.reason.delivered": "I fas",
  "fleet.reason.preparing": "Filerna görs",
  "fleet.reason.not_fetched": "Inte hämtat",
  "fleet.reason.updating": "Byter firmware",
  "fleet.reason.silent": "Har inte hörts av",
  "fleet.reason.unreached": "Växeln når den inte",
  "fleet.reason.never_asked": "Aldrig hörd",
  "fleet.reason.unproved": "Kan inte legitimera sig",
  "fleet.reason.render_failed": "Filen går inte att göra",
  "fleet.reason.model_unknown": "Okänd modell",
  "fleet.reason.model_other": "Är en annan modell",
  "fleet.reason.overridden": "Ändrad på telefonen",
  "fleet.reason.firmware_other": "Annan firmware",
  "fleet.reason.firmware_unsaid": "Okänd firmware",
  "fleet.reason.unregistered": "Inte registrerad",
  "fleet.reason.unheard": "Tyst sedan länge",

  "fleet.why.in_use": "Telefonen har hämtat det den ska ha och har hört av sig sedan dess.",
  "fleet.why.delivered": "Telefonen har hämtat det den ska ha. Den har inte hört av sig igen ännu.",
  "fleet.why.preparing": "Något har ändrats och telefonens filer görs just nu.",
  "fleet.why.not_fetched": "Det finns nytt att hämta. Telefonen hämtar när den frågar nästa gång, eller när du ber den.",
  "fleet.why.updating": "Telefonen har fått veta vilken firmware den ska ha och byter till den.",
  "fleet.why.silent":
    "Telefonen skulle ha hört av sig för länge sedan. Den är troligen avstängd eller utan nät, och hämtar av sig själv när den startar.",
  "fleet.why.unreached":
    "Växeln hittade inte telefonen när den ombads hämta. Den är troligen avstängd eller utan nät, och hämtar av sig själv när den startar.",
  "fleet.why.never_asked":
    "Telefonen är upplagd men har aldrig frågat efter sina filer. Är den inkopplad, och vet den vart den ska fråga?",
  "fleet.why.unproved":
    "Någon frågade i telefonens namn, från telefonens adress, utan att kunna legitimera sig. Så blir det när en telefon har nollställts. Öppna telefonen och dess fönster för första kontakten.",
  "fleet.why.render_failed":
    "Filerna går inte att göra med det som är inställt. Telefonen behåller de senaste som fungerade. Ångra det som ändrades sist, eller se felet på telefonens sida.",
  "fleet.why.model_unknown": "Modellen finns inte i katalogen. Byt telefonens modell.",
  "fleet.why.model_other":
    "Telefonen säger att den är en annan modell än den är upplagd som, så knapparna hamnar fel. Öppna telefonen och byt modell.",
  "fleet.why.overridden":
    "Någon har ställt in något på telefonen själv, och det gäller över det som står här. Lägg in värdet här, eller återställ telefonens egna inställningar.",
  "fleet.why.firmware_other":
    "Telefonen kör en annan firmware än den ska ha, fast den har haft tid att byta. Be den hämta igen, eller starta om den.",
  "fleet.why.firmware_unsaid":
    "Telefonen ska ha en viss firmware men har inte sagt vilken den kör. Över TFTP säger telefoner inte det.",
  "fleet.why.unregistered":
    "Telefonen har hämtat det den ska ha, men växeln känner inte till den. Är den på, och är kontots lösenord rätt?",
  "fleet.why.unheard":
    "Telefonen hade allt när den senast hördes av, men den skulle ha frågat flera gånger sedan dess. Den är troligen avstängd eller bytt.",

  "fleet.about.file": "Filen {role} gick inte att göra ({code}).",
  "fleet.about.model": "Den säger att den är {model}.",
  "fleet.about.firmware": "Ska ha {wanted}, kör {runs}.",
  "fleet.about.firmware_wanted": "Ska ha {wanted}.",
  "fleet.about.parameters": "Inställt på telefonen: {names}.",
} as const;

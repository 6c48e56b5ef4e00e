/** Whom the demo firm calls outside the house. Numbers are those that are kept for fiction. */
export type DemoContact = {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly title?: string;
  readonly work?: string;
  readonly mobile?: string;
  readonly other?: string;
  readonly email?: string;
  readonly tags?: readonly string[];
  readonly note?: string;
};
export type DemoList = {
  readonly name: string;
  /** Extensions of those who see it; null: everybody does. */
  readonly members: readonly string[] | null;
  readonly contacts: readonly DemoContact[];
};

const person = (firstName: string, lastName: string, company: string, more: DemoContact): DemoContact => ({
  ...{ firstName, lastName, company },
  ...more,
});

export const contactLists: readonly DemoList[] = [
  {
    name: "Leverantörer",
    members: null,
    contacts: [
      {
        ...{
          company: "Grus & Sten i Viken AB",
          work: "031-390 06 10",
          email: "order@grussten.example",
          tags: ["Grus", "Leverans"],
        },
        note: "Beställ före tio för leverans samma dag.",
      },
      person("Olle", "Furuby", "Norrskogens Virke", {
        ...{ work: "0980-319 210", mobile: "070-174 06 71", title: "Säljare", email: "olle.furuby@norrvirke.example" },
        tags: ["Trä"],
      }),
      { company: "Skåneplåt AB", work: "040-628 04 20", email: "kundservice@skaneplat.example", tags: ["Plåt"] },
      person("Petra", "Lindängen", "Kranbilen Väst", {
        work: "031-390 06 33",
        mobile: "070-174 06 72",
        tags: ["Kran", "Leverans"],
      }),
      person("Gunnar", "Strandlycka", "Hamnens Betong", {
        ...{ work: "031-390 06 41", mobile: "070-174 06 73", title: "Platschef", tags: ["Betong", "Leverans"] },
        note: "Ring mobilen efter 16.",
      }),
      { company: "Ställningsgruppen", work: "040-628 04 31", email: "jour@stallningsgruppen.example", tags: ["Ställning"] },
      person("Birgitta", "Holmvret", "Revisorn", { work: "0980-319 244", email: "birgitta@holmvret.example", title: "Revisor" }),
      {
        company: "Låsjouren",
        work: "0980-319 250",
        tags: ["Jour"],
        note: "Dygnet runt. Ange kundnummer på väggen i receptionen.",
      },
      person("Åke", "Ängsvik", "Norrskogens Virke", {
        work: "0980-319 210",
        title: "Ekonomi",
        email: "ake@norrvirke.example",
        tags: ["Trä"],
      }),
      person("Östen", "Äppelkvist", "Färghuset", { work: "040-628 04 44", mobile: "070-174 06 74", tags: ["Färg"] }),
      person("Siv", "Örtegren", "VVS-lagret", {
        work: "031-390 06 47",
        mobile: "070-174 06 75",
        email: "siv@vvslagret.example",
        tags: ["VVS"],
      }),
      { company: "Elgrossen Malmö", work: "040-628 04 47", other: "040-628 04 48", tags: ["El"] },
    ],
  },
  {
    name: "Beställare",
    members: ["401", "402", "404", "407", "411"],
    contacts: [
      person("Rakel", "Sundvall", "Hamnbolaget", {
        ...{ work: "031-390 06 50", mobile: "070-174 06 76", title: "Projektledare", email: "rakel@hamnbolaget.example" },
        ...{ tags: ["Kaj 4"], note: "Vill ha veckorapport på fredagar." },
      }),
      person("Tage", "Berglind", "Bostäder i Viken", { work: "031-390 06 55", title: "Fastighetschef", tags: ["Viken"] }),
      person("Ebba", "Hällsjö", "Kommunen", { work: "0980-319 260", title: "Upphandlare", email: "ebba@kommunen.example" }),
      person("Nils", "Rönnqvist", "Skolfastigheter", { work: "040-628 04 60", mobile: "070-174 06 77", tags: ["Skolan"] }),
    ],
  },
];

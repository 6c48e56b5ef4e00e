import type { Porting } from "../../db/porting-rows.ts";
import { displayNumber } from "../../domain/numbers.ts";
import { formatOrganisationNumber } from "../../domain/organisation-number.ts";
import { formatPersonalNumber } from "../../domain/personal-number.ts";
import { asSeries } from "../../domain/porting-numbers.ts";
import { makePdf } from "../pdf/document.ts";
import type { Paper } from "../pdf/paper.ts";

export type LetterFacts = {
  readonly porting: Porting;
  /** Digits of the owner, whole. */
  readonly ownerDigits: string;
  /** Who takes the numbers over; null: written by hand. */
  readonly operator: string | null;
};

/** The letter by which the owner lets the numbers move: an A4 in Swedish to sign, for the operators on both sides. */
export function makeAuthorityLetter({ porting, ownerDigits, operator }: LetterFacts): Promise<Buffer> {
  const title = "Fullmakt för nummerflytt";
  const facts = { title, language: "sv", author: porting.ownerName, at: new Date(porting.createdAt) } as const;
  const person = porting.ownerKind === "person";
  return makePdf(facts, (paper) => {
    paper.heading(1, title);
    paper.paragraph(
      "Undertecknad, som är behörig att företräda nummerägaren, ger den nya operatören i uppdrag att flytta telefonnumren nedan och att för vår räkning säga upp dem hos den nuvarande operatören.",
    );
    paper.heading(2, "Nummerägare");
    paper.facts([
      [person ? "Namn" : "Företag", porting.ownerName],
      person
        ? ["Personnummer", formatPersonalNumber(ownerDigits)]
        : ["Organisationsnummer", formatOrganisationNumber(ownerDigits)],
    ]);
    paper.heading(2, "Flytten");
    paper.facts([
      ["Nuvarande operatör", porting.otherOperator],
      ["Ny operatör", operator ?? "\u00a0"],
      ["Önskad tid", `${porting.wantedDate ?? ""} kl. ${porting.wantedTime ?? ""}`],
    ]);
    numbers(paper, porting);
    paper.heading(2, "Villkor");
    paper.paragraph(
      "Namn och organisationsnummer ovan ska stämma med dem hos den nuvarande operatören. Fullmakten gäller bara numren: andra tjänster hos den nuvarande operatören sägs upp för sig. Återstående bindningstid kan ge kostnader där, men hindrar inte flytten.",
      "soft",
    );
    paper.paragraph("Fullmakten gäller till dess att flytten är genomförd eller avbeställd.", "soft");
    signature(paper, porting.signer);
  });
}

function numbers(paper: Paper, { numbers: all }: Porting): void {
  const series = asSeries(all.map(({ e164 }) => e164));
  paper.heading(2, all.length === 1 ? "Telefonnummer" : `Telefonnummer (${all.length})`);
  const rows = series.map(([first, last]) => {
    const count = last === undefined ? 1 : Number(last) - Number(first) + 1;
    return { cells: [displayNumber(first), last === undefined ? "" : displayNumber(last), String(count)] };
  });
  const columns = [
    { title: "Från", share: 0.4 },
    { title: "Till och med", share: 0.4 },
    { title: "Antal", share: 0.2, align: "right" as const },
  ];
  paper.table({ columns, rows });
}

/** The lines that are written on, kept together. */
function signature(paper: Paper, signer: string): void {
  paper.need(120);
  paper.space(34);
  const line = (label: string) => () => {
    paper.rule();
    paper.paragraph(label, "soft");
  };
  paper.beside([
    { share: 0.4, draw: line("Ort och datum") },
    { share: 0.6, draw: line("Namnteckning") },
  ]);
  paper.space(20);
  paper.beside([
    { share: 0.4, draw: () => undefined },
    {
      share: 0.6,
      draw: () => {
        paper.paragraph(signer, "strong");
        paper.rule();
        paper.paragraph("Namnförtydligande", "soft");
      },
    },
  ]);
}

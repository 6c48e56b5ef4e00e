import type { StateTone } from "../../src/components/states.ts";

/** Invented people of an invented firm, with numbers reserved for fiction. */
export type GalleryPerson = {
  readonly id: string;
  readonly name: string;
  readonly tone: StateTone;
  readonly now: string;
  readonly number: string;
  readonly mobile: string | null;
};

const names = [
  "Anna Ek",
  "Bo Lindqvist",
  "Eva Lund",
  "Jonas Malm",
  "Karin Nyström",
  "Lars-Åke Svensson",
  "Maria Öhman",
  "Nils Palm",
  "Oskar Bäck",
  "Petra Åberg",
  "Reception",
  "Sara Öberg",
];
const nows: readonly (readonly [StateTone, string])[] = [
  ["live", "Nåbar"],
  ["waiting", "Möte till 15:00"],
  ["live", "Nåbar"],
  ["off", "Semester till mån 7 dec"],
  ["stop", "I samtal"],
];

export function people(count: number): readonly GalleryPerson[] {
  return Array.from({ length: count }, (_, at) => {
    const [tone, now] = nows[at % nows.length] ?? ["live", "Nåbar"];
    const round = Math.floor(at / names.length);
    return {
      id: `p${at}`,
      name: `${names[at % names.length]}${round > 0 ? ` ${round + 1}` : ""}`,
      tone,
      now,
      number: `+4684650040${at % 10}`,
      mobile: at % 4 === 2 ? null : `+467017406${String(5 + (at % 95)).padStart(2, "0")}`,
    };
  });
}

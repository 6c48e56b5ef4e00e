import type { AudioFiles } from "../../db/announcement-audio.ts";
import { audioFiles } from "../../portal/announcements/audio/convert.ts";

/**
 * What the demo firm's callers would hear: struck bars of wood, played by code. Nobody's voice; what would be said stands in
 * writing beside each.
 */
export type DemoAnnouncement = {
  readonly name: string;
  readonly language: "sv" | "en";
  readonly transcript: string;
  /** Half tones over A in the middle of the piano, one a beat; null rests. */
  readonly tune: readonly (number | null)[];
  /** Seconds. */
  readonly beat: number;
};

const note = "(Demo: klanger i stället för en röst.)";
const said = (text: string) => `${text}\n${note}`;

export const announcements: readonly DemoAnnouncement[] = [
  {
    ...{ name: "Välkommen", language: "sv", tune: [3, 7, 10, 15, null, 10, 15], beat: 0.42 },
    transcript: said(
      "Välkommen till Björkö Bygg. Tryck 1 för kundtjänst, 2 för verkstaden, 3 för jour, eller vänta så svarar växeln.",
    ),
  },
  {
    ...{ name: "Welcome", language: "en", tune: [3, 7, 10, 15, null, 12, 10], beat: 0.42 },
    transcript:
      "Welcome to Björkö Bygg. Press 1 for customer service, 2 for the workshop, 3 for on call, or hold for the switchboard.\n(Demo: chimes instead of a voice.)",
  },
  {
    ...{ name: "Jourmeny", language: "sv", tune: [7, 12, 7, 3], beat: 0.4 },
    transcript: said("Det här är jouren. Tryck 1 för jourhavande, 2 för låsjouren, eller 9 för att komma tillbaka."),
  },
  {
    ...{ name: "Stängt för dagen", language: "sv", tune: [15, 10, 7, 3, null, 3], beat: 0.5 },
    transcript: said("Vi har stängt för dagen. Vi öppnar igen på vardagar klockan sju. Är det bråttom, ring jouren."),
  },
  {
    ...{ name: "Lunch", language: "sv", tune: [7, 8, 7, 3], beat: 0.36 },
    transcript: said("Vi är på lunch och svarar igen klockan ett."),
  },
  {
    ...{ name: "Helgdag", language: "sv", tune: [10, 12, 15, 12, 10, 7, 3], beat: 0.44 },
    transcript: said("I dag är det röd dag och vi har stängt. Trevlig helg!"),
  },
  {
    ...{ name: "Du står i kö", language: "sv", tune: [3, null, 10], beat: 0.6 },
    transcript: said("Du står i kö. Vi svarar så snart vi kan."),
  },
  {
    ...{ name: "Kömusik", language: "sv", transcript: "Lugna klanger utan ord.", beat: 0.48 },
    tune: [3, 10, 7, 10, 3, 10, 7, 10, 5, 12, 8, 12, 5, 12, 8, 12, 3, 10, 7, 15, 12, 10, 7, 5, 3, 7, 10, 7, 3, null, 3, null],
  },
];

const rate = 16_000;
/** Seconds that a bar sounds, and how loud each of its partials is beside the lowest. */
const sounding = 1.6;
const partials = [
  [1, 1, 5],
  [3.93, 0.28, 12],
  [9.2, 0.08, 22],
] as const;

/** Ready for an exchange, like what people record. */
export function soundOf({ tune, beat }: DemoAnnouncement): AudioFiles {
  const samples = new Float32Array(Math.ceil((tune.length * beat + sounding) * rate));
  for (const [at, step] of tune.entries()) {
    if (step === null) continue;
    strike(samples, Math.round((0.1 + at * beat) * rate), 440 * 2 ** ((step - 12) / 12));
  }
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return audioFiles({ samples, rate, peak, clipped: 0 });
}

/** One bar: a mallet's soft start, then each partial dies away at its own pace. */
function strike(samples: Float32Array, from: number, hertz: number): void {
  const length = Math.min(samples.length - from, Math.round(sounding * rate));
  for (let n = 0; n < length; n++) {
    const at = n / rate;
    const start = Math.min(1, at / 0.004);
    const sound = partials.reduce(
      (sum, [times, height, pace]) => sum + height * Math.exp(-pace * at) * Math.sin(2 * Math.PI * hertz * times * at),
      0,
    );
    samples[from + n] = (samples[from + n] ?? 0) + 0.22 * start * sound;
  }
}

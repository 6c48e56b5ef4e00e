import { once } from "node:events";
import { StringDecoder } from "node:string_decoder";
import type { Command } from "commander";
import { z } from "zod";
import type { PhoneRequest, Recognised } from "../../templates/contract.ts";
import { recogniseRequest } from "../../templates/index.ts";
import type { App } from "../app.ts";
import { addCommand, flag, text } from "../command.ts";
import type { Io } from "../io.ts";
import { facts } from "../output.ts";

/** A line longer than this is no request of any phone: it is answered with an error and forgotten. */
const longestLine = 1 << 20;
/** Answers are written in pieces of this many characters. */
const piece = 1 << 16;

const words = z.string().nullish();
const RequestLine = z.object({ method: words, path: words, userAgent: words, certificateSubject: words });

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "recognise",
    summary:
      "Says what a phone's request tells about the phone: make, model, MAC, firmware, and what it wants. Needs no database.",
    examples: [
      'recognise --path /805ec0123456.cfg --user-agent "Yealink SIP-T46U 108.86.0.70 80:5e:c0:12:34:56"',
      "recognise --stdin < requests.jsonl",
    ],
    options: {
      method: text("--method <method>", "HTTP method (default GET)"),
      path: text("--path <path>", "path with its query, as the phone sent it"),
      userAgent: text("--user-agent <text>", "User-Agent header"),
      certificateSubject: text("--certificate-subject <subject>", "subject of the phone's client certificate"),
      stdin: flag("--stdin", "read one JSON object a line: {method, path, userAgent, certificateSubject}; print one a line"),
    },
    run: async (_, options) => {
      if (options.stdin) return recogniseLines(app.io);
      const recognised = recogniseRequest(requestOf(options));
      app.print(presented(recognised), () => explained(recognised));
    },
  });
}

function requestOf(line: z.infer<typeof RequestLine>): PhoneRequest {
  return {
    method: line.method ?? "GET",
    path: line.path ?? "",
    userAgent: line.userAgent ?? null,
    certificateSubject: line.certificateSubject ?? null,
  };
}

function presented({ vendor, model, mac, firmware, wants }: Recognised) {
  return { vendor, model, mac, firmware, wants };
}

function explained(recognised: Recognised): string {
  const { vendor, model, mac, firmware, hardware, wants, file, macConflict } = recognised;
  const conflict = macConflict ? "path and user agent name different phones: nothing would be given" : null;
  const lines: [string, string | null][] = [
    ["vendor", vendor],
    ["model", model],
    ["mac", mac],
    ["firmware", firmware],
    ["hardware", hardware],
    ["wants", wants],
    ["file", file],
  ];
  return facts(conflict ? [...lines, ["conflict", conflict]] : lines);
}

async function recogniseLines(io: Io): Promise<void> {
  let number = 0;
  let waiting = "";
  for await (const line of linesOf(io.stdin)) {
    number += 1;
    waiting += `${JSON.stringify(line === null ? failure(number, "too_long") : answerLine(line, number))}\n`;
    if (waiting.length < piece) continue;
    if (!io.stdout.write(waiting)) await once(io.stdout, "drain");
    waiting = "";
  }
  io.stdout.write(waiting);
}

function answerLine(line: string, number: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(number === 1 ? line.replace(/^\uFEFF/, "") : line);
  } catch {
    return failure(number, "not_json");
  }
  const parsed = RequestLine.safeParse(value);
  return parsed.success ? presented(recogniseRequest(requestOf(parsed.data))) : failure(number, "not_a_request");
}

/** A line that is no request: it says nothing of a phone, and why. */
function failure(line: number, reason: string) {
  return { vendor: null, model: null, mac: null, firmware: null, wants: "unknown", error: "input_invalid", line, reason };
}

/** Lines of a byte stream, without their ends; null for a line that is too long. The last one needs no end. */
async function* linesOf(stream: AsyncIterable<unknown>): AsyncGenerator<string | null> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let skipping = false;
  for await (const chunk of stream) {
    rest += typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk as Uint8Array));
    let from = 0;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", from)) {
      if (skipping || end - from > longestLine) yield null;
      else yield rest.slice(from, end).replace(/\r$/, "");
      skipping = false;
      from = end + 1;
    }
    rest = rest.slice(from);
    if (rest.length <= longestLine) continue;
    rest = "";
    skipping = true;
  }
  if (skipping) yield null;
  else if (rest !== "") yield rest;
}

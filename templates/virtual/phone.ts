import type { PhoneModel } from "../model.ts";
import type { VirtualPhonebook, VirtualRequest, VirtualResponse, VirtualState, VirtualVendor } from "./contract.ts";
import { callerName, searchNames } from "./directory.ts";
import { type FileMemory, type HttpOptions, httpTransport } from "./http.ts";
import { readPage, type VirtualPage } from "./page.ts";
import { type Patience, usualPatience, waitFor } from "./patience.ts";
import { type TftpOptions, tftpTransport } from "./tftp.ts";
import { shownUrl, type Transport, TransportError } from "./transport.ts";

export type PhoneSetup = {
  readonly model: PhoneModel;
  readonly vendor: VirtualVendor;
  /** 12 lower-case hex digits. */
  readonly mac: string;
  readonly firmware: string;
  /** True: whatever image it flashes, it never comes back. */
  readonly firmwareFails?: boolean;
  /** Expansion modules attached. */
  readonly modules: number;
  /** Where the phone asks first: `http://…/`, `https://…/` or `tftp://…/`. */
  readonly server: string;
  readonly http?: HttpOptions;
  readonly tftp?: TftpOptions;
  /** What it remembers from before, as `memory` of its make; absent: it is out of its box. */
  readonly memory?: ReadonlyMap<string, string>;
  /** What it does when it is told to come again; absent: as usual. */
  readonly patience?: Patience;
};

/** One request of a boot, as the phone's own log would show it. */
export type BootRequest = {
  readonly method: string;
  /** Without credentials and tokens. */
  readonly url: string;
  /** 0 = no answer. */
  readonly status: number;
  readonly bytes: number;
  readonly millis: number;
  /** Seconds after which it was told to come again. */
  readonly comeAgain: number | null;
};

export type BootReport = {
  readonly state: VirtualState;
  readonly requests: readonly BootRequest[];
  /** More than 1 when the first files sent the phone elsewhere, or it came back with new firmware. */
  readonly rounds: number;
  /** What it runs now. */
  readonly firmware: string;
  /** True: an image that it has flashed has ended it. */
  readonly dead: boolean;
  /** Where the phone asks from now on. Secret: holds its token. */
  readonly server: string;
};

export type VirtualPhone = {
  readonly setup: PhoneSetup;
  /** Boots once: asks as the make asks, and once more when told to ask elsewhere. Never throws for what a server does. */
  boot(): Promise<BootReport>;
  /** Opens an address in the phone's browser, as a key of the kind `url` does. Null when nothing can be shown. */
  open(url: string): Promise<VirtualPage | null>;
  /** The name that the phone shows when that number calls, as it stands after `boot`; null: the number alone. */
  callerName(state: VirtualState, number: string): Promise<string | null>;
  /** Who is found when somebody types that text in the directory that the phone searches; empty without one. */
  search(state: VirtualState, text: string): Promise<VirtualPhonebook["entries"]>;
};

const empty: VirtualState = {
  accounts: [],
  keys: [],
  language: null,
  timeZone: null,
  phonebooks: [],
  callerBooks: [],
  directory: null,
  provisioningUrl: null,
  firmware: null,
  problems: [],
};

/** A phone that firmware has ended. */
const gone: VirtualState = { ...empty, problems: ["The phone has not come back after its new firmware."] };
/** Sent elsewhere, flashed, and once to spare. */
const mostRounds = 4;

/** A phone out of its box. Between boots it remembers what its make keeps: files, addresses, tokens. */
export function virtualPhone(setup: PhoneSetup): VirtualPhone {
  const memory = new Map(setup.memory);
  const files: FileMemory = new Map();
  let server = folder(setup.server);

  const running = () => memory.get("firmware") ?? setup.firmware;
  let dead = false;

  const round = async (log: BootRequest[]): Promise<VirtualState> => {
    const fetch = fetcher({ ...setup, firmware: running() }, server, files, log);
    try {
      const { model, mac, modules } = setup;
      return await setup.vendor.boot({ model, mac, firmware: running(), modules, fetch, memory });
    } catch (error) {
      if (error instanceof TransportError) return { ...empty, problems: [error.message] };
      throw error;
    }
  };

  /** Once more when the files sent it elsewhere, and when it has flashed an image. */
  const boot = async (): Promise<BootReport> => {
    const log: BootRequest[] = [];
    let [state, rounds] = [gone, 0];
    for (let again = !dead; again && rounds < mostRounds; rounds += 1) {
      const before = running();
      state = await round(log);
      const next = state.provisioningUrl === null ? null : elsewhere(state.provisioningUrl, server);
      if (next !== null) server = next;
      const flashed = running() !== before;
      dead = flashed && setup.firmwareFails === true;
      again = !dead && (flashed || (next !== null && rounds === 0));
    }
    return { state: dead ? gone : state, requests: log, rounds, server: server.href, firmware: running(), dead };
  };

  const open = async (url: string): Promise<VirtualPage | null> => {
    const { status, body } = await fetcher(setup, server, new Map(), [])({ method: "GET", file: url });
    return status === 200 ? readPage(body) : null;
  };

  const ca = setup.http?.tls?.authority;
  return {
    setup,
    boot,
    open,
    callerName: (state, number) => callerName(state, number, ca),
    search: (state, text) => (state.directory ? searchNames(state.directory, text, ca) : Promise.resolve([])),
  };
}

/** A provisioning URL names a folder: phones put the file's name behind it. */
function folder(text: string): URL {
  const url = new URL(text);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** The address to go to, or null when it is where the phone already asks (or no address at all). */
function elsewhere(text: string, server: URL): URL | null {
  if (!URL.canParse(text)) return null;
  const next = folder(text);
  const bare = (url: URL) => `${url.protocol}//${url.host}${url.pathname}`;
  return bare(next) === bare(server) ? null : next;
}

function fetcher(
  setup: PhoneSetup,
  server: URL,
  files: FileMemory,
  log: BootRequest[],
): (request: VirtualRequest) => Promise<VirtualResponse> {
  const transports: Record<string, Transport> = {};
  const http = httpTransport({ ...setup.http, files });
  transports["http:"] = http;
  transports["https:"] = http;
  transports["tftp:"] = tftpTransport(setup.tftp);
  const agents = {
    boot: setup.vendor.userAgent(setup.model, setup.firmware, setup.mac, "boot"),
    application: setup.vendor.userAgent(setup.model, setup.firmware, setup.mac, "application"),
  };
  return async ({ method, file, body, userAgent }) => {
    const url = resolve(file, server);
    const transport = transports[url.protocol];
    let began = performance.now();
    const note = (status: number, bytes: number, comeAgain: number | null = null) =>
      log.push({ method, url: shownUrl(url), status, bytes, millis: performance.now() - began, comeAgain });
    if (!transport) {
      note(0, 0);
      throw new TransportError("scheme_unknown", url.protocol);
    }
    try {
      const wire = { method, url, userAgent: userAgent ?? agents.application, ...(body ? { body } : {}) };
      for (let tries = 1; ; tries++) {
        const { status, wireStatus, comeAgain, body: answer } = await transport(wire);
        note(wireStatus, wireStatus === 304 ? 0 : answer.byteLength, comeAgain);
        if (!(await waitFor(setup.patience ?? usualPatience, comeAgain, tries))) return { status, body: answer };
        began = performance.now();
      }
    } catch (error) {
      note(0, 0);
      throw error;
    }
  };
}

/** Relative to the provisioning URL; credentials of that URL go along to the same host only. */
function resolve(file: string, server: URL): URL {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(file);
  const url = absolute
    ? new URL(file)
    : new URL(`${server.href.replace(/[?#].*$/, "")}${encodeURI(file.replace(/^\/+/, "")).replaceAll("#", "%23")}`);
  if (url.host === server.host && url.username === "") {
    url.username = server.username;
    url.password = server.password;
  }
  return url;
}

import { isIP } from "node:net";
import { z } from "zod";

/**
 * How a setting's text becomes a value. Each schema's message is the name of the rule that was broken;
 * the sentence for it, in each language, is written at the edge (`cli/setting-sentences.ts`).
 */

/** A port, or `off` (written 0 or off). */
export type PortSetting = number | "off";

/** A network: `10.0.0.0/8`, or one address without a mask. */
export type NetworkSetting = { readonly address: string; readonly bits: number; readonly family: "ipv4" | "ipv6" };

const whole = (rule: string, low: number, high: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,9}$/, rule)
    .transform(Number)
    .refine((value) => value >= low && value <= high, rule);

/** Long enough that nobody guesses it from a signature. */
const longSecret = /^[\x21-\x2b\x2d-\x7e]{32,200}$/;

export const schemas = {
  text: z.string().trim().min(1, "text"),
  port: z.string().trim().transform(parsePort),
  url: z.string().trim().transform(parseUrl),
  databaseUrl: z
    .string()
    .trim()
    .regex(/^postgres(ql)?:\/\//, "databaseUrl"),
  smtpUrl: z.string().trim().transform(parseSmtpUrl),
  mailFrom: z
    .string()
    .trim()
    .regex(/^(?:[^<>\p{Cc}]{1,100}<[^\s<>@,;]{1,64}@[A-Za-z0-9.-]{1,253}>|[^\s<>@,;]{1,64}@[A-Za-z0-9.-]{1,253})$/u, "mailFrom"),
  operatorUrl: z.string().trim().transform(parseOperatorUrl),
  store: z.string().trim().transform(parseStore),
  sharedSecret: z.string().trim().regex(longSecret, "sharedSecret"),
  sharedSecrets: z
    .string()
    .transform(splitList)
    .refine((all) => all.length <= 2 && all.every((one) => longSecret.test(one)), "sharedSecrets"),
  appUrl: z
    .string()
    .trim()
    .refine((value) => /^https:\/\/[^\s<>"']{3,500}$/.test(value) && URL.canParse(value), "appUrl"),
  smsProvider: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(["46elks", "http"], "smsProvider")),
  smsFrom: z
    .string()
    .trim()
    .regex(/^(?:[A-Za-z][A-Za-z0-9]{0,10}|\+[1-9]\d{6,14})$/, "smsFrom"),
  address: z
    .string()
    .trim()
    .refine((value) => isIP(value) !== 0, "address"),
  yesNo: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^(yes|no|true|false|1|0)$/, "yesNo")
    .transform((value) => value === "yes" || value === "true" || value === "1"),
  list: z.string().transform(splitList),
  networks: z.string().transform(parseNetworks),
  pattern: z.string().transform(parsePattern),
  header: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9-]{1,64}$/, "header"),
  days: whole("days", 1, 3650),
  count: whole("count", 1, 999_999_999),
  megabytes: whole("megabytes", 8, 65_536),
  kilobytes: whole("kilobytes", 1, 1_048_576),
  seconds: whole("seconds", 10, 86_400),
  enterprise: whole("enterprise", 1, 999_999_999),
  passphrase: z.string().min(8, "passphrase").max(255, "passphrase"),
  hosts: z.string().transform(parseHosts),
  logLevel: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(["silent", "error", "warn", "info", "debug"], "logLevel")),
  /** Rules of the settings file itself. */
  fileReadable: z.string(),
  fileForm: z.string(),
  knownName: z.string(),
} as const;

export type SettingRule = keyof typeof schemas;

/** A value that broke the rule of its setting. */
export type SettingProblem = { readonly name: string; readonly rule: SettingRule; readonly value: string };

function parsePort(value: string, context: z.RefinementCtx<string>): PortSetting {
  if (value.toLowerCase() === "off") return "off";
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port === 0) return "off";
  if (port >= 1 && port <= 65_535) return port;
  context.addIssue("port");
  return z.NEVER;
}

/** An http: or https: address without credentials, query or fragment; the slash at the end is removed. */
function parseUrl(value: string, context: z.RefinementCtx<string>): string {
  const url = URL.parse(value);
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (plain) return url.href.replace(/\/+$/, "");
  context.addIssue("url");
  return z.NEVER;
}

/** As `parseUrl`; in the clear only to this machine: what is ordered is about people. */
function parseOperatorUrl(value: string, context: z.RefinementCtx<string>): string {
  const url = URL.parse(value);
  const good = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  const here = /^(?:localhost|127\.[0-9.]+|\[::1\])$/.test(url?.hostname ?? "");
  if (good && (url.protocol === "https:" || here)) return url.href.replace(/\/+$/, "");
  context.addIssue("operatorUrl");
  return z.NEVER;
}

/** A place in an S3-compatible store; see `firmware/s3/client.ts`, which has the same shape. */
export type StoreSetting = {
  readonly bucket: string;
  readonly prefix: string;
  readonly endpoint: string;
  readonly region: string;
};

/** `s3://bucket/prefix?endpoint=https://s3.example.se&region=eu-north-1`; in the clear only to this machine. */
function parseStore(value: string, context: z.RefinementCtx<string>): StoreSetting {
  const url = URL.parse(value);
  const endpoint = URL.parse(url?.searchParams.get("endpoint") ?? "");
  const region = url?.searchParams.get("region") ?? "us-east-1";
  const bucket = url?.hostname ?? "";
  const prefix = url?.pathname.replace(/^\/+|\/+$/g, "") ?? "";
  const here = /^(?:localhost|127\.[0-9.]+|\[::1\])$/.test(endpoint?.hostname ?? "");
  const reached = endpoint !== null && (endpoint.protocol === "https:" || (endpoint.protocol === "http:" && here));
  const bare =
    endpoint?.username === "" && endpoint.search === "" && endpoint.hash === "" && url?.username === "" && url.hash === "";
  const named = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) && /^(?:[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*)?$/.test(prefix);
  const known = [...(url?.searchParams.keys() ?? [])].every((name) => name === "endpoint" || name === "region");
  if (url?.protocol !== "s3:" || !reached || !bare || !named || !known || !/^[a-z0-9-]{1,40}$/.test(region)) {
    context.addIssue("store");
    return z.NEVER;
  }
  return { bucket, prefix, region, endpoint: endpoint.href.replace(/\/+$/, "") };
}

/** A mail server; see `portal/messages/smtp.ts`, which has the same shape. */
export type SmtpSetting = {
  readonly host: string;
  readonly port: number;
  /** `implicit`: TLS from the first byte; `required`: STARTTLS or nothing; `none`: in the clear. */
  readonly tls: "implicit" | "required" | "none";
  readonly user: string | null;
  readonly password: string | null;
};

/**
 * `smtps://user:password@mail.example.se` is TLS from the first byte, port 465; `smtp://…` goes over to TLS (STARTTLS) or
 * sends nothing, port 587. In the clear only to this machine, or where `?tls=off` says so, and then never with a password.
 */
function parseSmtpUrl(value: string, context: z.RefinementCtx<string>): SmtpSetting {
  const url = URL.parse(value);
  const host = url?.hostname.replace(/^\[|\]$/g, "") ?? "";
  const off = url?.search === "?tls=off";
  const plain = url !== null && /^smtps?:$/.test(url.protocol) && host !== "" && !url.hash && /^\/?$/.test(url.pathname);
  const whole = plain && (off || url.search === "") && (url.username === "") === (url.password === "");
  if (!whole || (off && (url.password !== "" || url.protocol === "smtps:"))) {
    context.addIssue("smtpUrl");
    return z.NEVER;
  }
  const secrets = [url.username, url.password].map(decoded);
  if (secrets.includes(undefined)) {
    context.addIssue("smtpUrl");
    return z.NEVER;
  }
  const [user = null, password = null] = secrets;
  const implicit = url.protocol === "smtps:";
  const here = /^(?:localhost|127\.[0-9.]+|::1)$/.test(host) && url.password === "";
  return {
    host,
    port: url.port === "" ? (implicit ? 465 : off || here ? 25 : 587) : Number(url.port),
    tls: implicit ? "implicit" : off || here ? "none" : "required",
    user,
    password,
  };
}

/** A part of an address as it is meant; empty: null. Undefined: a percent sign stands for nothing. */
function decoded(part: string): string | null | undefined {
  try {
    return part === "" ? null : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function splitList(value: string): readonly string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** An address and UDP port. */
export type HostSetting = { readonly address: string; readonly port: number };

function parseHosts(value: string, context: z.RefinementCtx<string>): readonly HostSetting[] {
  const hosts = splitList(value).map((one): HostSetting | null => {
    const [, six, four, port = "162"] = /^(?:\[([^\]]+)\]|([^:\s]+))(?::(\d{1,5}))?$/.exec(one) ?? [];
    const address = six ?? four ?? one;
    const good = isIP(address) !== 0 && Number(port) >= 1 && Number(port) <= 65_535;
    return good ? { address, port: Number(port) } : null;
  });
  const good = hosts.filter((host) => host !== null);
  if (good.length === hosts.length) return good;
  context.addIssue("hosts");
  return z.NEVER;
}

function parseNetworks(value: string, context: z.RefinementCtx<string>): readonly NetworkSetting[] {
  const networks = splitList(value).map(parseNetwork);
  const good = networks.filter((network) => network !== null);
  if (good.length === networks.length) return good;
  context.addIssue("networks");
  return z.NEVER;
}

function parseNetwork(text: string): NetworkSetting | null {
  const [address = "", mask, rest] = text.split("/");
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  const bits = mask === undefined ? most : /^\d{1,3}$/.test(mask) ? Number(mask) : -1;
  if (family === 0 || rest !== undefined || bits < 0 || bits > most) return null;
  return { address, bits, family: family === 4 ? "ipv4" : "ipv6" };
}

function parsePattern(value: string, context: z.RefinementCtx<string>): string {
  try {
    new RegExp(value);
    return value;
  } catch {
    context.addIssue("pattern");
    return z.NEVER;
  }
}

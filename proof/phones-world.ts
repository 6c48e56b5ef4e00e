import { createHash } from "node:crypto";
import { once } from "node:events";
import type { Phone } from "../db/phones.ts";
import { aBoundPhone, anOrganisationWithExchange, aSipAccount, aUser } from "../db/testing/builders.ts";
import { change } from "../db/transaction.ts";
import type { Db } from "../db/types.ts";
import { parseNetwork } from "../provisioning/networks.ts";
import type { ProvisioningOptions } from "../provisioning/provisioning.ts";
import { type Asked, type House, type Reply, startHouse } from "../provisioning/testing/house.ts";
import { startTftpServer } from "../provisioning/tftp/server.ts";
import { rrq, TestClient } from "../provisioning/tftp/testing/wire.ts";
import type { ProofSetup } from "./contract.ts";
import { type Kind, withDatabase } from "./world.ts";

/** A server for phones with real sockets, HTTP and TFTP, behind a proxy on this machine. */
export type PhonesHouse = House & {
  readonly db: Db;
  /** The same as `ask`, from any address: the proxy on this machine says it. */
  from(address: string, path: string, asked?: Asked): Promise<Reply>;
  readonly tftpPort: number;
};

export type PhonesSay = Partial<ProvisioningOptions> & { readonly kind?: Kind };

/** Works with such a server on a database of its own, and stops it. */
export async function withPhones<T>(
  setup: ProofSetup,
  { kind = "SQLite", ...say }: PhonesSay,
  work: (house: PhonesHouse) => Promise<T>,
  prepare: (db: Db) => Promise<void> = async () => undefined,
): Promise<T> {
  return withDatabase(setup, kind, async (db) => {
    await prepare(db);
    const trusted = [parseNetwork("127.0.0.1/32")].filter((one) => one !== null);
    const names = { certificateHeader: "x-ssl-client-s-dn", certificateResultHeader: "x-ssl-client-verify" };
    const house = await startHouse(db, { proxies: { trusted, addressHeader: "x-forwarded-for", ...names }, ...say });
    const { tftpAnswer: serve, tftpReport: onTransfer } = house.provisioning;
    const tftp = await startTftpServer({ host: "127.0.0.1", port: 0, serve, onTransfer });
    const from = (address: string, path: string, asked: Asked = {}) =>
      house.ask(path, { ...asked, headers: { ...asked.headers, "x-forwarded-for": address } });
    try {
      return await work({ ...house, db, from, tftpPort: tftp.port });
    } finally {
      await tftp.stop(0);
      await house.stop();
    }
  });
}

/** An organisation with so many bound phones of every make, each with an account. One transaction: thousands are made at once. */
export async function aFleet(
  db: Db,
  count: number,
  say: { readonly state?: "bound"; readonly make?: "yealink" } = {},
): Promise<{ readonly organisationId: string; readonly phones: readonly Phone[] }> {
  const makes = [
    { vendor: "yealink", model: "T46U" },
    { vendor: "snom", model: "D785" },
    { vendor: "polycom", model: "VVX450" },
  ] as const;
  return change(db, async (trx) => {
    const { id: organisationId } = await anOrganisationWithExchange(trx);
    const user = await aUser(trx, organisationId);
    const phones: Phone[] = [];
    for (let n = 0; n < count; n++) {
      const account = await aSipAccount(trx, organisationId, { userId: user.id });
      const make = say.make === undefined ? (makes[n % makes.length] ?? makes[0]) : makes[0];
      phones.push(await aBoundPhone(trx, organisationId, { ...make, accounts: [account.id] }));
    }
    return { organisationId, phones };
  });
}

/** The phone's own file, which names its token, as its make asks for it. */
export function ownFile({ vendor, mac }: Phone): string {
  if (vendor === "snom") return `snomD785-${mac.toUpperCase()}.htm`;
  return vendor === "polycom" ? `phone-${mac}.cfg` : `${mac}.cfg`;
}

/** What an answer says to whoever compares: all but the time. A challenge's nonce is new each time. */
export function said({ status, rawHeaders, body }: Reply): string {
  return `${status} ${rawHeaders.join("\n").replace(/nonce="[^"]*"/, "nonce")} ${body.toString("latin1")}`;
}

/** Asks over TFTP once: the first packet that comes, and after how many milliseconds. */
export async function tftpOnce(
  client: TestClient,
  port: number,
  file: string,
): Promise<{ readonly packet: Buffer; readonly millis: number }> {
  const began = performance.now();
  await client.send(rrq(file), port, "127.0.0.1");
  const { packet } = await client.next();
  return { packet, millis: performance.now() - began };
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** Credentials for HTTP digest (RFC 7616), as a phone makes them. */
export function digestOf(
  challenge: string,
  {
    user,
    secret,
    path,
    count = 1,
  }: { readonly user: string; readonly secret: string; readonly path: string; readonly count?: number },
): string {
  const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? "";
  const nc = count.toString(16).padStart(8, "0");
  const response = md5(`${md5(`${user}:klyka:${secret}`)}:${nonce}:${nc}:cn:auth:${md5(`GET:${path}`)}`);
  return `Digest username="${user}", realm="klyka", nonce="${nonce}", uri="${path}", response="${response}", qop=auth, nc=${nc}, cnonce="cn"`;
}

/** A UDP socket of its own on loopback. */
export async function withUdp<T>(work: (client: TestClient) => Promise<T>, address = "127.0.0.1"): Promise<T> {
  const client = await TestClient.open(address);
  try {
    return await work(client);
  } finally {
    const closed = once(client.socket, "close");
    client.close();
    await closed;
  }
}

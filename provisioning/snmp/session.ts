/// <reference path="./net-snmp.d.ts" />
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import snmp, { type Session, type SessionOptions, type User, type Value, type Varbind } from "net-snmp";
import type { SnmpCredential } from "../../domain/snmp-credential.ts";
import type { SwitchFault } from "../../domain/switch-port.ts";

/** Why an agent could not be asked. */
export class SnmpFault extends Error {
  readonly fault: SwitchFault;
  constructor(fault: SwitchFault) {
    super(fault);
    this.name = "SnmpFault";
    this.fault = fault;
  }
}

export type SnmpTarget = { readonly address: string; readonly port: number; readonly credential: SnmpCredential };
export type SnmpPatience = {
  /** Milliseconds until a question is asked again, or given up. */
  readonly timeout: number;
  readonly retries: number;
};
const usual: SnmpPatience = { timeout: 2_000, retries: 2 };

/** More rows than any table of a switch has that is read here: an agent that never ends is left. */
const mostRows = 50_000;
/** Values in one answer: what fits in a packet of 1,500 bytes nearly always. */
const valuesAtOnce = 40;

/** A value of a table, by the end of its OID: `column → index → value`. */
export type Columns<K extends string> = Readonly<Record<K, ReadonlyMap<string, Value>>>;

/** Questions to one SNMP agent. Rejects with `SnmpFault`. Must be closed. */
export class SnmpClient {
  readonly #session: Session;
  readonly #target: SnmpTarget;
  readonly #patience: SnmpPatience;

  /** @param context of BRIDGE-MIB on switches that keep it apart for each VLAN: `vlan-20`, and the community `…@20` */
  constructor(target: SnmpTarget, patience: SnmpPatience = usual, context = "") {
    this.#target = target;
    this.#patience = patience;
    this.#session = openSession(target, patience, context);
  }

  /** The same agent seen from one VLAN, as switches do it that have a table of addresses for each. */
  ofVlan(vlan: number): SnmpClient {
    const { credential } = this.#target;
    if (credential.kind === "v3") return new SnmpClient(this.#target, this.#patience, `vlan-${vlan}`);
    const community = `${credential.community}@${vlan}`;
    return new SnmpClient({ ...this.#target, credential: { kind: "v2c", community } }, this.#patience);
  }

  /** Values of scalars; what the agent does not have is null. */
  async get<K extends string>(oids: Readonly<Record<K, string>>): Promise<Readonly<Record<K, Value>>> {
    const names = Object.keys(oids) as K[];
    const values = await this.#ask<Varbind[]>((done) =>
      this.#session.get(
        names.map((name) => oids[name]),
        done,
      ),
    );
    const found = names.map((name, at) => [name, plain(values[at])] as const);
    return Object.fromEntries(found) as Record<K, Value>;
  }

  /**
   * Several columns of a table side by side. What the agent does not have is empty.
   *
   * @param oids of the columns, without an index
   */
  async columns<K extends string>(oids: Readonly<Record<K, string>>): Promise<Columns<K>> {
    const names = Object.keys(oids) as K[];
    const found = new Map(names.map((name) => [name, new Map<string, Value>()]));
    let open = names.map((name) => ({ name, at: oids[name] }));
    let rows = 0;
    while (open.length > 0) {
      const asked = open;
      const most = Math.max(1, Math.floor(valuesAtOnce / asked.length));
      const answer = await this.#ask<(Varbind | Varbind[])[]>((done) => {
        this.#session.getBulk(
          asked.map(({ at }) => at),
          0,
          most,
          done,
        );
      });
      // What did not fit in the packet is asked again; where nothing came at all there is nothing.
      const some = answer.some((said) => Array.isArray(said) && said.length > 0);
      open = asked.flatMap(({ name, at }, turn) => {
        const said = answer[turn];
        if (!Array.isArray(said) || said.length === 0) return some ? [{ name, at }] : [];
        const next = take(found.get(name) ?? new Map(), oids[name], at, said);
        return next === null ? [] : [{ name, at: next }];
      });
      rows += most;
      if (rows > mostRows) throw new SnmpFault("unreadable");
    }
    return Object.fromEntries(found) as unknown as Columns<K>;
  }

  /** Sets one integer. */
  async setInteger(oid: string, value: number): Promise<void> {
    await this.#ask<Varbind[]>((done) => this.#session.set([{ oid, type: snmp.ObjectType.Integer, value }], done));
  }

  close(): void {
    this.#session.close();
  }

  #ask<T>(question: (done: (error: Error | null, answer?: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      question((error, answer) => {
        if (error || answer === undefined) reject(new SnmpFault(faultOf(error)));
        else resolve(answer);
      });
    });
  }
}

/** Takes what belongs to the column. @returns where it goes on, null at its end */
function take(into: Map<string, Value>, column: string, from: string, answer: readonly Varbind[]): string | null {
  let at = from;
  for (const varbind of answer) {
    if (snmp.isVarbindError(varbind) || !varbind.oid.startsWith(`${column}.`)) return null;
    // An agent that goes back, or stands still, would be asked forever.
    if (compareOids(varbind.oid, at) <= 0) throw new SnmpFault("unreadable");
    into.set(varbind.oid.slice(column.length + 1), varbind.value);
    at = varbind.oid;
  }
  return at;
}

function compareOids(a: string, b: string): number {
  const [left, right] = [a.split("."), b.split(".")];
  for (let n = 0; n < Math.min(left.length, right.length); n++) {
    const step = Number(left[n]) - Number(right[n]);
    if (step !== 0) return step;
  }
  return left.length - right.length;
}

function plain(varbind: Varbind | undefined): Value {
  return varbind === undefined || snmp.isVarbindError(varbind) ? null : (varbind.value ?? null);
}

/** A session of net-snmp, whichever version. Its socket takes packets of the one it asks alone. @param engineID of whoever sends traps */
export function openSession(
  { address, port, credential }: SnmpTarget,
  patience: SnmpPatience,
  context = "",
  engineID?: string,
): Session {
  const options: SessionOptions = {
    ...patience,
    ...{ port, trapPort: port, transport: isIPv6(address) ? "udp6" : "udp4", backoff: 1.5, strictIntRangeChecks: false },
    ...(context === "" ? {} : { context }),
    ...(engineID === undefined ? {} : { engineID }),
    dgramModule: { createSocket: (type) => fromOne(createSocket(type), address, port) },
  };
  const session =
    credential.kind === "v2c"
      ? snmp.createSession(address, credential.community, { ...options, version: snmp.Version2c })
      : snmp.createV3Session(address, userOf(credential), { ...options, version: snmp.Version3 });
  // What cannot be read is no answer: the question is asked again, or given up.
  session.on("error", () => undefined);
  return session;
}

export function userOf(credential: Extract<SnmpCredential, { kind: "v3" }>): User {
  return {
    name: credential.user,
    level: snmp.SecurityLevel.authPriv,
    authProtocol: snmp.AuthProtocols[credential.auth],
    authKey: credential.authKey,
    privProtocol: snmp.PrivProtocols[credential.priv],
    privKey: credential.privKey,
  };
}

type Heard = (bytes: Buffer, from: RemoteInfo) => void;

/** net-snmp believes whoever answers: packets of others never reach it. */
function fromOne(socket: Socket, address: string, port: number): Socket {
  const on = socket.on.bind(socket) as (event: string, listener: (...said: never[]) => void) => Socket;
  const guarded = (event: string, listener: Heard) => {
    if (event !== "message") return on(event, listener);
    return on(event, (bytes: Buffer, from: RemoteInfo) => {
      if (from.address === address && from.port === port) listener(bytes, from);
    });
  };
  return Object.assign(socket, { on: guarded });
}

function faultOf(error: Error | null): SwitchFault {
  if (error === null) return "unreadable";
  if (error.name === "RequestTimedOutError") return "timeout";
  if ("code" in error && typeof error.code === "string") return "unreachable";
  // Of version 3: unknown user, wrong digest. Of a write: no access, not writable.
  if (/unknown user|digest|not in time|auth|decrypt|NoAccess|NotWritable|ReadOnly|AuthorizationError/i.test(error.message))
    return "credential";
  return "unreadable";
}

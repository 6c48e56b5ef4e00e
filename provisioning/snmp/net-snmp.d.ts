/** The parts of net-snmp that are used here; it brings no types of its own. */
declare module "net-snmp" {
  import type { RemoteInfo, Socket, SocketType } from "node:dgram";

  export type Value = string | number | bigint | boolean | Buffer | null | undefined;
  export type Varbind = { readonly oid: string; readonly type?: number; readonly value?: Value };
  export type User = {
    readonly name: string;
    readonly level: number;
    readonly authProtocol?: number;
    readonly authKey?: string;
    readonly privProtocol?: number;
    readonly privKey?: string;
  };
  export type SessionOptions = {
    readonly version?: number;
    readonly transport?: "udp4" | "udp6";
    readonly port?: number;
    readonly trapPort?: number;
    readonly retries?: number;
    readonly timeout?: number;
    readonly backoff?: number;
    readonly context?: string;
    readonly engineID?: string;
    /** False: counters that some switches write with a sign are taken all the same. */
    readonly strictIntRangeChecks?: boolean;
    readonly dgramModule?: { readonly createSocket: (type: SocketType) => Socket };
  };
  type Done = (error: Error | null, varbinds?: Varbind[]) => void;
  export type Session = {
    get(oids: readonly string[], done: Done): void;
    getBulk(
      oids: readonly string[],
      nonRepeaters: number,
      maxRepetitions: number,
      done: (error: Error | null, varbinds?: (Varbind | Varbind[])[]) => void,
    ): void;
    set(varbinds: readonly Varbind[], done: Done): void;
    trap(oid: string, varbinds: readonly Varbind[], options: { upTime?: number }, done: (error: Error | null) => void): void;
    inform(oid: string, varbinds: readonly Varbind[], options: { upTime?: number }, done: (error: Error | null) => void): void;
    on(event: "error", listener: (error: Error) => void): void;
    close(): void;
  };

  export type Scalar = {
    readonly name: string;
    readonly type: number;
    readonly oid: string;
    readonly scalarType: number;
    readonly maxAccess: number;
    readonly handler?: (request: MibRequest) => void;
  };
  export type Table = {
    readonly name: string;
    readonly type: number;
    readonly oid: string;
    readonly maxAccess: number;
    readonly tableColumns: readonly {
      readonly number: number;
      readonly name: string;
      readonly type: number;
      readonly maxAccess: number;
    }[];
    readonly tableIndex: readonly {
      readonly columnName?: string;
      readonly columnNumber?: number;
      readonly type?: number;
      readonly implied?: boolean;
    }[];
    readonly handler?: (request: MibRequest) => void;
  };
  export type MibRequest = { readonly done: (error?: unknown) => void; readonly operation: number; readonly oid: string };
  export type Mib = {
    registerProvider(provider: Scalar | Table): void;
    setScalarValue(name: string, value: Value): void;
    addTableRow(name: string, row: readonly Value[]): void;
    setTableSingleCell(name: string, column: number, row: readonly Value[], value: Value): void;
    deleteTableRow(name: string, row: readonly Value[]): void;
    getTableCells(name: string, byRow?: boolean, includeInstances?: boolean): Value[][] | null;
  };
  export type Agent = {
    readonly listener: { readonly sockets: Readonly<Record<string, Socket>> };
    getMib(): Mib;
    getAuthorizer(): {
      addCommunity(community: string): void;
      addUser(user: User): void;
      getAccessControlModel(): {
        setCommunityAccess(community: string, level: number): void;
        setUserAccess(user: string, level: number): void;
      };
    };
    close(done?: () => void): void;
  };
  type Heard = { readonly pdu: { readonly type: number; readonly varbinds: readonly Varbind[] }; readonly rinfo: RemoteInfo };
  export type Receiver = {
    readonly listener: Agent["listener"];
    getAuthorizer(): ReturnType<Agent["getAuthorizer"]>;
    close(done?: () => void): void;
  };

  const snmp: {
    readonly Version2c: number;
    readonly Version3: number;
    readonly SecurityLevel: Readonly<Record<"noAuthNoPriv" | "authNoPriv" | "authPriv", number>>;
    readonly AuthProtocols: Readonly<Record<"none" | "md5" | "sha" | "sha224" | "sha256" | "sha384" | "sha512", number>>;
    readonly PrivProtocols: Readonly<Record<"none" | "des" | "aes" | "aes256b" | "aes256r", number>>;
    readonly ObjectType: Readonly<
      Record<
        | "Integer"
        | "OctetString"
        | "OID"
        | "Counter"
        | "Counter32"
        | "Gauge"
        | "Gauge32"
        | "TimeTicks"
        | "NoSuchObject"
        | "NoSuchInstance"
        | "EndOfMibView",
        number
      >
    >;
    readonly MibProviderType: Readonly<Record<"Scalar" | "Table", number>>;
    readonly MaxAccess: Readonly<Record<string, number>>;
    readonly AccessLevel: Readonly<Record<"None" | "ReadOnly" | "ReadWrite", number>>;
    readonly AccessControlModelType: Readonly<Record<"None" | "Simple", number>>;
    readonly PduType: Readonly<Record<string, number>>;
    createSession(target: string, community: string, options: SessionOptions): Session;
    createV3Session(target: string, user: User, options: SessionOptions): Session;
    createAgent(
      options: {
        readonly port: number;
        readonly address?: string;
        readonly transport?: "udp4" | "udp6";
        readonly engineID?: string;
        readonly disableAuthorization?: boolean;
        readonly accessControlModelType?: number;
        readonly dgramModule?: SessionOptions["dgramModule"];
      },
      heard: (error: Error | null, data?: Heard) => void,
    ): Agent;
    createReceiver(
      options: {
        readonly port: number;
        readonly address?: string;
        readonly disableAuthorization?: boolean;
        readonly engineID?: string;
        readonly dgramModule?: SessionOptions["dgramModule"];
      },
      heard: (error: Error | null, data?: Heard) => void,
    ): Receiver;
    isVarbindError(varbind: Varbind): boolean;
  };
  export default snmp;
}

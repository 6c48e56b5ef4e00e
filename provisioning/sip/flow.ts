import { createSocket, type Socket as Datagrams } from "node:dgram";
import { once } from "node:events";
import { connect as connectTcp, isIPv6, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { SipFrames } from "./frames.ts";
import { parseSip, type SipMessage } from "./message.ts";

export type SipTransport = "udp" | "tcp" | "tls";
/** Where a message goes next: an address, not a name, so that what was checked is what is sent to. */
export type SipHop = {
  readonly transport: SipTransport;
  readonly address: string;
  readonly port: number;
  /** What the certificate must be for (TLS). */
  readonly name: string;
};

export type FlowEvents = {
  readonly message: (message: SipMessage) => void;
  /** The flow is over: nothing more is sent or comes. */
  readonly lost: (code: string) => void;
};

/** A socket to one hop; messages go and answers come over it. */
export type Flow = {
  /** As the other end can see it: for `Via` and `Contact`. */
  readonly local: { readonly address: string; readonly port: number };
  /** Whether what is sent may get lost, and is to be sent again. */
  readonly lossy: boolean;
  readonly send: (bytes: Buffer) => void;
  readonly close: () => void;
};

/** Milliseconds until a connection must stand. */
const patience = 5_000;

/** Opens a socket to the hop. Rejects with the system's error (`ECONNREFUSED`, `CERT_…`, `ETIMEDOUT` …). */
export function openFlow(hop: SipHop, ca: string | null, events: FlowEvents): Promise<Flow> {
  return hop.transport === "udp" ? openDatagrams(hop, events) : openStream(hop, ca, events);
}

/** Connected, so that the system says when nobody listens there, and lets nobody else answer. */
async function openDatagrams(hop: SipHop, events: FlowEvents): Promise<Flow> {
  const socket: Datagrams = createSocket(isIPv6(hop.address) ? "udp6" : "udp4");
  socket.connect(hop.port, hop.address);
  await once(socket, "connect");
  socket.on("message", (bytes) => {
    const message = parseSip(bytes);
    if (message) events.message(message);
  });
  let open = true;
  const close = () => {
    if (open) socket.close();
    open = false;
  };
  socket.on("error", (error) => {
    close();
    events.lost(codeOf(error));
  });
  const { address, port } = socket.address();
  const send = (bytes: Buffer) => {
    // What the system will not send is lost like a datagram on its way: it is sent again, or the time runs out.
    if (open) socket.send(bytes, () => undefined);
  };
  return { local: { address, port }, lossy: true, send, close };
}

async function openStream(hop: SipHop, ca: string | null, events: FlowEvents): Promise<Flow> {
  const { address: host, port, name } = hop;
  const tls = hop.transport === "tls";
  const servername = /^[\d.]+$|:/.test(name) ? {} : { servername: name };
  const socket: Socket = tls
    ? connectTls({ host, port, ...servername, ...(ca === null ? {} : { ca }), minVersion: "TLSv1.2" })
    : connectTcp({ host, port });
  socket.setTimeout(patience, () => socket.destroy(Object.assign(new Error("no connection"), { code: "ETIMEDOUT" })));
  try {
    await once(socket, tls ? "secureConnect" : "connect");
  } catch (error) {
    socket.destroy();
    throw error;
  }
  socket.setTimeout(0);
  const frames = new SipFrames();
  socket.on("data", (bytes: Buffer) => {
    const whole = frames.push(bytes);
    for (const one of whole ?? []) {
      const message = parseSip(one);
      if (message) events.message(message);
    }
    if (whole === null) socket.destroy();
  });
  let code = "ECONNRESET";
  socket.on("error", (error) => {
    code = codeOf(error);
  });
  socket.on("close", () => events.lost(code));
  return {
    local: { address: socket.localAddress ?? "0.0.0.0", port: socket.localPort ?? 0 },
    lossy: false,
    send: (bytes) => void socket.write(bytes),
    close: () => socket.destroy(),
  };
}

/** The system's word for what went wrong. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "EFAULT";
}

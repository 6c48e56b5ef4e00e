import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { SipFrames } from "../sip/frames.ts";
import { parseSip, type SipMessage } from "../sip/message.ts";

/** One peer of a listener: whom it can be told from the others by, and how something is sent to it. */
export type SipPeer = {
  readonly transport: "UDP" | "TCP" | "TLS";
  readonly address: string;
  readonly port: number;
  readonly send: (bytes: Buffer) => void;
};
export type SipEnd = {
  readonly port: number;
  /** Sends where nobody has come from; only over UDP. */
  readonly sendTo: ((bytes: Buffer, address: string, port: number) => void) | null;
  /** Closes connections that stand. */
  readonly hangUp: () => void;
  readonly close: () => Promise<void>;
};
type Hear = (message: SipMessage, peer: SipPeer, bytes: Buffer) => void;

/** A UDP socket on loopback that hears SIP. */
export async function listenUdp(hear: Hear, port = 0): Promise<SipEnd> {
  const socket = createSocket("udp4");
  socket.bind(port, "127.0.0.1");
  await once(socket, "listening");
  const sendTo = (bytes: Buffer, address: string, port: number) => socket.send(bytes, port, address, () => undefined);
  socket.on("error", () => undefined);
  socket.on("message", (bytes, { address, port }) => {
    const message = parseSip(bytes);
    if (message) hear(message, { transport: "UDP", address, port, send: (answer) => sendTo(answer, address, port) }, bytes);
  });
  const close = () => new Promise<void>((resolve) => socket.close(() => resolve()));
  return { port: socket.address().port, sendTo, hangUp: () => undefined, close };
}

/** A TCP listener on loopback that hears SIP; with a certificate it speaks TLS. */
export async function listenStream(
  hear: Hear,
  tls: { readonly cert: string; readonly key: string } | null,
  port = 0,
): Promise<SipEnd> {
  const sockets = new Set<Socket>();
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    const frames = new SipFrames();
    const { remoteAddress: address = "", remotePort: port = 0 } = socket;
    const peer: SipPeer = { transport: tls ? "TLS" : "TCP", address, port, send: (bytes) => void socket.write(bytes) };
    socket.on("data", (bytes: Buffer) => {
      for (const one of frames.push(bytes) ?? []) {
        const message = parseSip(one);
        if (message) hear(message, peer, one);
      }
    });
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async () => {
    hangUp();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, sendTo: null, hangUp, close };
}

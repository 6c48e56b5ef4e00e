import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIP } from "node:net";
import { platform } from "node:os";
import { DomainError } from "../../domain/errors.ts";
import type { ReceiveBuffer } from "./contract.ts";

export type DatagramHandler = (datagram: Buffer, from: RemoteInfo) => void;

export type OpenSocket = {
  readonly socket: Socket;
  readonly address: string;
  readonly port: number;
  /** True when the kernel has taken the packet, false when it waits in the socket's queue. */
  send(packet: Buffer, port: number, address: string): boolean;
  close(): Promise<void>;
};

/** Addresses here are always numbers; Node's own look-up would put every packet off to a later turn. */
const noLookup: NonNullable<Parameters<typeof createSocket>[0] & object>["lookup"] = (host, _options, done) =>
  done(null, host, isIP(host) || 4);

function bindFailure(error: unknown, host: string, port: number): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  if (error.code === "EADDRINUSE") return new DomainError("port_in_use", { transport: "tftp", host, port });
  if (error.code === "EACCES") return new DomainError("port_refused", { transport: "tftp", host, port });
  return error;
}

/**
 * Binds a UDP socket. Errors: `port_in_use`, `port_refused` (too low a port for this user), `settings_invalid` (no IP address).
 * Later socket errors go to `onError`; a datagram from port 0, which cannot be answered, is dropped.
 */
export async function openSocket(
  host: string,
  port: number,
  receiveBuffer: number,
  onDatagram: DatagramHandler,
  onError: () => void,
): Promise<OpenSocket> {
  const family = isIP(host);
  if (family === 0) throw new DomainError("settings_invalid", { setting: "host", value: host });
  const socket = createSocket({ type: family === 6 ? "udp6" : "udp4", lookup: noLookup });
  try {
    // Before `bind`: without a look-up it is done at once.
    const listening = once(socket, "listening");
    socket.bind(port, host);
    await listening;
  } catch (error) {
    socket.close();
    throw bindFailure(error, host, port);
  }
  try {
    socket.setRecvBufferSize(receiveBuffer);
  } catch {
    // The system's own size stays; what it is will be read back.
  }
  socket.on("error", onError);
  socket.on("message", (datagram, from) => {
    if (from.port !== 0) onDatagram(datagram, from);
  });
  let open = true;
  const { address, port: bound } = socket.address();
  return {
    socket,
    address,
    port: bound,
    send(packet, toPort, toAddress) {
      if (!open) return true;
      socket.send(packet, toPort, toAddress);
      return socket.getSendQueueCount() === 0;
    },
    async close() {
      if (!open) return;
      open = false;
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}

/** Compares what was asked with what the kernel gave. Linux counts its own bookkeeping in and so reports the double. */
export function readReceiveBuffer(socket: Socket, asked: number): ReceiveBuffer {
  const linux = platform() === "linux";
  const granted = linux ? Math.floor(socket.getRecvBufferSize() / 2) : socket.getRecvBufferSize();
  if (granted >= asked) return { asked, granted, advice: null };
  const remedy = linux
    ? `raise it with: sysctl -w net.core.rmem_max=${asked}`
    : "raise the system's limit for UDP receive buffers";
  return { asked, granted, advice: `The TFTP receive buffer is ${granted} octets instead of ${asked}; ${remedy}` };
}

/** An IPv4 address that came through an IPv6 socket, in its plain form (RFC 4291 section 2.5.5.2). */
export function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

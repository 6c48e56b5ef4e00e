import { DomainError } from "../../domain/errors.ts";
import type { TftpOptions, TftpServer } from "./contract.ts";
import { type DeskOptions, FrontDesk } from "./front-desk.ts";
import { Ledger } from "./ledger.ts";
import { tickMillis } from "./patience.ts";
import { type OpenSocket, openSocket, readReceiveBuffer } from "./sockets.ts";
import type { Lane } from "./transfer-pool.ts";

/** Each whole number's range and what holds when it is not given. */
const settings = {
  poolSize: { least: 1, most: 256, usual: 16 },
  receiveBuffer: { least: 4_096, most: 1 << 30, usual: 4 * 1024 * 1024 },
  perAddressLimit: { least: 1, most: 1_000_000, usual: 2_500 },
  totalLimit: { least: 1, most: 1_000_000, usual: 10_000 },
  maxBlockSize: { least: 8, most: 65_464, usual: 65_464 },
  maxWindowSize: { least: 1, most: 65_535, usual: 64 },
} as const;

function setting(options: TftpOptions, name: keyof typeof settings): number {
  const { least, most, usual } = settings[name];
  const value = options[name] ?? usual;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new DomainError("settings_invalid", { setting: name, value, least, most });
}

function deskOptions(options: TftpOptions): DeskOptions {
  return {
    poolSize: setting(options, "poolSize"),
    receiveBuffer: setting(options, "receiveBuffer"),
    perAddressLimit: setting(options, "perAddressLimit"),
    totalLimit: setting(options, "totalLimit"),
    maxBlockSize: setting(options, "maxBlockSize"),
    maxWindowSize: setting(options, "maxWindowSize"),
    serve: options.serve,
    ...(options.onTransfer ? { onTransfer: options.onTransfer } : {}),
  };
}

/** The one interval that all transfers' timers hang on; it runs only while there is something to wait for. */
function startable(step: () => boolean, millis: number): { wake(): void; stop(): void } {
  let interval: NodeJS.Timeout | null = null;
  const stop = (): void => {
    if (interval) clearInterval(interval);
    interval = null;
  };
  const wake = (): void => {
    interval ??= setInterval(() => {
      if (!step()) stop();
    }, millis);
  };
  return { wake, stop };
}

const closeAll = (sockets: readonly OpenSocket[]): Promise<unknown> => Promise.all(sockets.map((socket) => socket.close()));

/**
 * Starts a TFTP server: RFC 1350 with 2347 (options), 2348 (block size), 2349 (timeout, size) and 7440 (windows); reading only.
 * Errors: `port_in_use`, `port_refused`, `settings_invalid`. What reaches a limit meets silence, and the phone asks again.
 * `pace` is how long a tick of the server's timers takes, in milliseconds: a test lets time run faster.
 */
export async function startTftpServer(options: TftpOptions, pace = tickMillis): Promise<TftpServer> {
  const checked = deskOptions(options);
  const ledger = new Ledger(checked.perAddressLimit, checked.totalLimit);
  const sockets: OpenSocket[] = [];
  const open = async (port: number, onDatagram: Parameters<typeof openSocket>[3]): Promise<OpenSocket> => {
    const failed = (): void => ledger.count("socketErrors");
    const socket = await openSocket(options.host, port, checked.receiveBuffer, onDatagram, failed);
    sockets.push(socket);
    return socket;
  };
  const lanes: Lane[] = [];
  let desk: FrontDesk | null = null;
  const clock = startable(() => {
    desk?.tick();
    return desk !== null && !desk.idle;
  }, pace);
  try {
    const listening = await open(options.port, (datagram, from) => desk?.requested(datagram, from));
    for (let count = 0; count < checked.poolSize; count++) {
      const socket = await open(0, (datagram, from) => desk?.arrived(lane, datagram, from));
      const lane: Lane = { socket, transfers: new Map() };
      lanes.push(lane);
    }
    desk = new FrontDesk(checked, listening, lanes, ledger, clock.wake);
    return serverOf(desk, listening, lanes, checked, () => {
      clock.stop();
      return closeAll(sockets);
    });
  } catch (error) {
    await closeAll(sockets);
    throw error;
  }
}

function serverOf(
  desk: FrontDesk,
  listening: OpenSocket,
  lanes: readonly Lane[],
  options: DeskOptions,
  close: () => Promise<unknown>,
): TftpServer {
  let stopped: Promise<void> | null = null;
  const stop = async (drainMillis: number): Promise<void> => {
    desk.close();
    const until = performance.now() + drainMillis;
    while (desk.statistics().active > 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(20, drainMillis)));
    }
    desk.endAll();
    await close();
  };
  return {
    address: listening.address,
    port: listening.port,
    transferPorts: lanes.map((lane) => lane.socket.port),
    receiveBuffer: readReceiveBuffer(listening.socket, options.receiveBuffer),
    statistics: () => desk.statistics(),
    stop: (drainMillis = 5_000) => {
      stopped ??= stop(drainMillis);
      return stopped;
    },
  };
}

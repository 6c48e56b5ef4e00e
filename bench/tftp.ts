import type { BenchRow } from "./row.ts";
import { middleRound, type Round, rate, rounds, type Shape, take } from "./tftp-rounds.ts";
import { buildTftpWorld, type TftpWorld } from "./tftp-world.ts";

export type TftpBenchOrder = { readonly folder: string; readonly quick: boolean; readonly say: (line: string) => void };

const section = "TFTP";

/** Everything that is measured over TFTP, beside tftpd-hpa where that can run. */
export async function runTftpBench(order: TftpBenchOrder): Promise<readonly BenchRow[]> {
  const world = await buildTftpWorld(order.folder, order.quick ? 500 : 2_000);
  try {
    const shape = shapes(world, order.quick);
    await take(world.own, { ...shape.small, filesPerPhone: 5 });
    await take(world.own, shape.image);
    const compare = async (name: string, bar: number, own: Shape, note: string, peer = own): Promise<BenchRow> => {
      order.say(`  ${name}`);
      // What takes a second or so is taken more often: there, whatever else the machine does weighs most.
      const count = order.quick ? 1 : own.phones === 1 ? 7 : 3;
      return compared(name, bar, await rounds(world.own, world.peer, own, count, peer), note);
    };
    return [
      await compare("512-octet blocks, 100 phones", 1.8, shape.small, "each phone fetches its configuration again and again"),
      await compare("1428-octet blocks, 100 phones", 3, shape.large, "each phone fetches its configuration again and again"),
      await crowd(world, shape.crowd, order),
      await compare(
        "30 MB firmware, one phone",
        0.65,
        shape.image,
        "1428-octet blocks, one at a time: the two ends wait for each other",
      ),
      await compare("30 MB firmware, 20 phones", 0.85, { ...shape.image, phones: 20 }, "1428-octet blocks"),
      await compare(
        "30 MB firmware, one phone, windows of 8",
        2,
        { ...shape.image, windowSize: 8 },
        "against the other's single blocks: it has no windows",
        shape.image,
      ),
    ];
  } finally {
    await world.stop();
  }
}

function shapes(world: TftpWorld, quick: boolean): Record<"small" | "large" | "crowd" | "image", Shape> {
  const configuration = { targets: world.configurations, windowSize: 1 };
  return {
    small: { ...configuration, blockSize: 512, phones: 100, filesPerPhone: quick ? 5 : 20 },
    large: { ...configuration, blockSize: 1428, phones: 100, filesPerPhone: quick ? 10 : 40 },
    crowd: { ...configuration, blockSize: 512, phones: quick ? 500 : 2_000, filesPerPhone: 1 },
    image: { targets: world.firmware, blockSize: 1428, windowSize: 1, phones: 1, filesPerPhone: 1 },
  };
}

function compared(name: string, bar: number, all: readonly Round[], note: string): BenchRow {
  const { own, peer } = middleRound(all);
  const failures = all.reduce((sum, round) => sum + round.own.failures, 0);
  const notes = [
    note,
    own.microsPerBlock === null ? "" : `${own.microsPerBlock.toFixed(1)} µs of processor a block`,
    failures > 0 ? `${failures} failures` : "",
  ];
  return {
    section,
    name,
    klyka: rate(own),
    peer: peer && rate(peer),
    ratio: peer && rate(own) / rate(peer),
    bar,
    unit: "MB/s",
    note: notes.filter(Boolean).join("; "),
  };
}

/** All phones of a site ask in the same instant. */
async function crowd(world: TftpWorld, shape: Shape, { say, quick }: TftpBenchOrder): Promise<BenchRow> {
  const name = `${shape.phones.toLocaleString("en-US")} phones at once`;
  say(`  ${name}`);
  const all = await rounds(world.own, world.peer, shape, quick ? 1 : 3);
  const { own, peer } = middleRound(all);
  const served = Math.min(...all.map((round) => round.own.files));
  const other = peer ? `; tftpd-hpa in ${peer.seconds.toFixed(1)} s with ${peer.failures} failures` : "";
  return {
    section,
    name: `${name}: served`,
    klyka: (served / shape.phones) * 100,
    peer: null,
    ratio: null,
    bar: 100,
    unit: "%",
    note: `512-octet blocks, from the first request to the last block ${own.seconds.toFixed(1)} s${other}`,
  };
}

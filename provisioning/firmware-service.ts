import { listSeenFiles } from "../db/firmware-files.ts";
import { listImages } from "../db/firmware-images.ts";
import type { Db } from "../db/types.ts";
import { ContentStore } from "../firmware/content-store.ts";
import { FolderKeeper } from "../firmware/folder-keeper.ts";
import { type FirmwareCatalogue, FirmwareStore } from "../firmware/store.ts";
import { imageReader } from "../templates/firmware-image.ts";
import type { Log } from "./log.ts";
import type { PressureGauge } from "./pressure.ts";
import { TransferPlaces } from "./transfer-places.ts";

/** Images for phones: what there is, who fetches, and what is laid into the folder. */
export type FirmwareService = {
  readonly store: FirmwareStore | null;
  readonly places: TransferPlaces;
  /** The catalogue has changed. */
  readonly renew: () => void;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

/** Absent: nobody has said how many phones may fetch from a process at once. */
const usualAtOnce = 500;

export type FirmwareServiceOptions = {
  readonly db: Db;
  /** Null: no firmware is served. */
  readonly folder: string | null;
  /** Where bytes lie; absent: in the folder. */
  readonly content?: ContentStore | undefined;
  /** Phones that may fetch from this process at once. */
  readonly atOnce: number | undefined;
  readonly gauge: PressureGauge;
  readonly clock: () => Date;
  readonly log: Log;
};

export function firmwareService({
  db,
  folder,
  content = new ContentStore(folder ?? ""),
  atOnce = usualAtOnce,
  gauge,
  clock,
  log,
}: FirmwareServiceOptions): FirmwareService {
  const places = new TransferPlaces(db, clock, log, gauge, atOnce);
  if (folder === null) return { store: null, places, renew: () => undefined, start: () => undefined, stop: () => places.stop() };
  const store = new FirmwareStore(
    folder,
    () => performance.now(),
    () => readCatalogue(db),
    content,
  );
  const parts = { db, content, reader: imageReader };
  const keeper = new FolderKeeper(folder, parts, clock, (error) => {
    log.error("The folder of firmware images could not be looked into.", { error });
  });
  return {
    store,
    places,
    renew: () => store.renew(),
    start: () => {
      places.start();
      keeper.start();
    },
    stop: async () => {
      await keeper.stop();
      await places.stop();
    },
  };
}

async function readCatalogue(db: Db): Promise<FirmwareCatalogue> {
  const images = await listImages(db);
  const refused = (await listSeenFiles(db)).filter(({ problem }) => problem !== null);
  return { images, refused: new Set(refused.map(({ vendor, name }) => `${vendor}/${name}`)) };
}

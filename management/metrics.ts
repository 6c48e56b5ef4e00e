import { collectDefaultMetrics, Registry } from "prom-client";
import type { Db } from "../db/types.ts";
import type { PortalAnswered } from "../portal/requests.ts";
import type { PhonesMeter } from "../provisioning/meter.ts";
import { meterDatabase } from "./database.ts";
import { type HouseSource, meterHouse } from "./house.ts";
import { type Metered, meterLog } from "./log.ts";
import { meterPeople } from "./people.ts";
import { meterPhones } from "./phones.ts";
import { meterServer, type ServerSource } from "./server.ts";

export type MetricsSource = {
  readonly db: Db;
  readonly server: ServerSource;
  readonly house: HouseSource;
};

export type Metrics = {
  readonly registry: Registry;
  readonly phones: PhonesMeter;
  readonly people: (answered: PortalAnswered) => void;
  /** The same log, its lines counted. */
  readonly metered: Metered;
  /** Listens to the database no more. */
  readonly stop: () => void;
};

/** Everything that is measured of a process, in a registry of its own: two servers in one process do not share numbers. */
export function createMetrics({ db, server, house }: MetricsSource): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const stopDatabase = meterDatabase(registry, db, house.clock);
  meterServer(registry, server);
  meterHouse(registry, house);
  return {
    registry,
    phones: meterPhones(registry),
    people: meterPeople(registry),
    metered: meterLog(registry),
    stop: () => {
      stopDatabase();
      registry.clear();
    },
  };
}

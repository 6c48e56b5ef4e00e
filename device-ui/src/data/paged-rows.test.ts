import type { ReactiveController, ReactiveControllerHost } from "lit";
import { expect, test } from "vitest";
import { type LoadPage, PagedRows } from "./paged-rows.ts";

class Host implements ReactiveControllerHost {
  readonly controllers: ReactiveController[] = [];
  updates = 0;
  readonly updateComplete = Promise.resolve(true);
  addController(controller: ReactiveController): void {
    this.controllers.push(controller);
  }
  removeController(): void {}
  requestUpdate(): void {
    this.updates++;
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const numbers =
  (total: number, asked: number[] = []): LoadPage<number> =>
  async (offset, limit) => {
    asked.push(offset);
    return { total, rows: Array.from({ length: Math.min(limit, total - offset) }, (_, at) => offset + at) };
  };

test("Only the pages that are looked at are fetched, each once", async () => {
  const asked: number[] = [];
  const list = new PagedRows(new Host(), numbers(10_000, asked), 100);
  list.hostConnected();
  expect(list.face).toBe("loading");
  await settled();
  expect([list.face, list.rows.length, list.rows[99], list.rows[100]]).toEqual(["rows", 10_000, 99, undefined]);
  list.ensure(4_950, 5_049);
  list.ensure(4_950, 5_049);
  await settled();
  expect(asked).toEqual([0, 4_900, 5_000]);
  expect([list.rows[4_899], list.rows[4_900], list.rows[5_099]]).toEqual([undefined, 4_900, 5_099]);
});

test("A list that fails shows it, and can be asked again", async () => {
  let works = false;
  const list = new PagedRows(new Host(), async () => {
    if (!works) throw new Error("unreachable");
    return { total: 0, rows: [] };
  });
  list.hostConnected();
  await settled();
  expect([list.face, list.error?.message]).toEqual(["failed", "unreachable"]);
  works = true;
  list.reload();
  expect(list.face).toBe("loading");
  await settled();
  expect([list.face, list.rows.length, list.error]).toEqual(["rows", 0, null]);
});

test("An answer to an older question does not overwrite a newer one", async () => {
  const answers: ((total: number) => void)[] = [];
  const list = new PagedRows<number>(
    new Host(),
    () => new Promise((resolve) => answers.push((total) => resolve({ total, rows: [total] }))),
  );
  list.hostConnected();
  list.reload();
  answers[1]?.(2);
  answers[0]?.(1);
  await settled();
  expect(list.rows).toEqual([2, undefined]);
});

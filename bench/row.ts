/** One line of the table of measurements. */
export type BenchRow = {
  readonly section: string;
  readonly name: string;
  /** In `unit`. */
  readonly klyka: number;
  /** The other program's figure in the same run; null when it is not installed or there is nothing to compare. */
  readonly peer: number | null;
  /** Klyka divided by the other for what should be high, written so that more is better; null without the other. */
  readonly ratio: number | null;
  /** What the ratio (or, without one, the figure) must reach; null = measured without a demand. */
  readonly bar: number | null;
  readonly unit: string;
  /** What was measured how, and what limits it. */
  readonly note: string;
};

import type { PaidReference } from "./camt054.ts";
import type { Ore } from "./money.ts";

/** An invoice as money sees it. `balance`: what is still to pay, 0 of one that is paid. */
export type PayableInvoice = {
  readonly id: string;
  readonly organisationId: string;
  /** Money for one seller's invoices pays no other's. */
  readonly seller: string;
  readonly number: string;
  readonly reference: string | null;
  readonly dueOn: string | null;
  readonly issuedOn: string;
  readonly balance: Ore;
};

/** Money that is there: what is left of a payment, or of a credit note. */
export type Funds = {
  readonly kind: "payment" | "creditNote";
  readonly id: string;
  /** Positive. */
  readonly left: Ore;
  /** When it came: oldest first. */
  readonly on: string;
  /** Null: not known whose it is. */
  readonly organisationId: string | null;
  readonly seller: string | null;
  /** What the payer said that it is for. */
  readonly references: readonly PaidReference[];
  /** Of a credit note: numbers of the invoices that it takes back. */
  readonly creditOf: readonly string[];
};

export type Allocation = {
  readonly source: Pick<Funds, "kind" | "id">;
  readonly invoiceId: string;
  /** Positive. */
  readonly amount: Ore;
};

export type AllocationPlan = {
  readonly allocations: readonly Allocation[];
  /** Payments of which it is known now whose they are. */
  readonly owners: readonly { readonly paymentId: string; readonly organisationId: string; readonly seller: string }[];
};

/**
 * What money goes to which invoice. First what it is for: a payment's references, the invoices that a credit note takes back.
 * What is left over then goes to the same customer's other invoices, the earliest due first, and what is left after that waits
 * for the next one. Money of which nobody can tell whose it is stays where it is.
 */
export function planAllocations(funds: readonly Funds[], invoices: readonly PayableInvoice[]): AllocationPlan {
  const book = new Book(invoices);
  const owners = new Map<string, { organisationId: string; seller: string }>();
  const inOrder = [...funds].sort(byDay);
  const left = new Map(inOrder.map((one) => [one, one.left]));
  const pay = (one: Funds, invoice: PayableInvoice, most: Ore) => {
    const amount = book.pay(one, invoice, Math.min(most, left.get(one) ?? 0));
    left.set(one, (left.get(one) ?? 0) - amount);
    return amount;
  };
  for (const one of inOrder) {
    if (one.kind === "creditNote") {
      for (const number of one.creditOf)
        for (const invoice of book.numbered(number)) if (isOf(one, invoice)) pay(one, invoice, one.left);
      continue;
    }
    const told = one.organisationId === null ? tellOwner(one, book) : null;
    if (told) owners.set(one.id, told);
    const owner = told ?? ownerOf(one);
    if (owner === null) continue;
    for (const { invoice, most } of meant(one, book)) if (isOf(owner, invoice)) pay(one, invoice, most);
  }
  for (const one of inOrder) {
    const owner = owners.get(one.id) ?? ownerOf(one);
    if (owner === null) continue;
    for (const invoice of book.of(owner)) {
      if ((left.get(one) ?? 0) === 0) break;
      pay(one, invoice, left.get(one) ?? 0);
    }
  }
  return {
    allocations: book.allocations,
    owners: [...owners].map(([paymentId, owner]) => ({ paymentId, ...owner })),
  };
}

type Owner = { readonly organisationId: string; readonly seller: string };

function ownerOf({ organisationId, seller }: Funds): Owner | null {
  return organisationId === null || seller === null ? null : { organisationId, seller };
}

function isOf(owner: Pick<Funds, "organisationId" | "seller">, invoice: PayableInvoice): boolean {
  return owner.organisationId === invoice.organisationId && owner.seller === invoice.seller;
}

/** Whose a payment is: known when everything it is for is one customer's, and how much goes to what can be told. */
function tellOwner(payment: Funds, book: Book): Owner | null {
  const { references } = payment;
  const found = references.map(({ reference }) => book.named(reference));
  const [first] = found.flat();
  if (!first || found.some((some) => some.length === 0)) return null;
  const { organisationId, seller } = first;
  if (found.flat().some((one) => one.organisationId !== organisationId || one.seller !== seller)) return null;
  if (references.some(({ amount }) => amount === null) && !coversAll(payment, book)) return null;
  return { organisationId, seller };
}

/** Several references of which only the whole is known: it is clear when they come to exactly that. */
function coversAll({ references, left }: Funds, book: Book): boolean {
  const all = new Set(references.flatMap(({ reference }) => book.named(reference)));
  return [...all].reduce((sum, one) => sum + book.balance(one), 0) === left;
}

/** Invoices that a payment is for, in its own order, and at most how much of it each takes. */
function meant({ references, left }: Funds, book: Book): { invoice: PayableInvoice; most: Ore }[] {
  return references.flatMap(({ reference, amount }) => {
    let rest = amount ?? left;
    return book.named(reference).map((invoice) => {
      const most = Math.min(rest, book.balance(invoice));
      rest -= most;
      return { invoice, most };
    });
  });
}

class Book {
  readonly allocations: Allocation[] = [];
  readonly #balances: Map<PayableInvoice, Ore>;
  readonly #byReference: Map<string | null, PayableInvoice[]>;
  readonly #byNumber: Map<string, PayableInvoice[]>;
  readonly #byOwner: Map<string, PayableInvoice[]>;

  constructor(invoices: readonly PayableInvoice[]) {
    const sorted = [...invoices].sort(earliestDue);
    this.#balances = new Map(invoices.map((one) => [one, one.balance]));
    this.#byReference = Map.groupBy(sorted, ({ reference }) => reference);
    this.#byNumber = Map.groupBy(sorted, ({ number }) => number);
    this.#byOwner = Map.groupBy(sorted, keyOf);
  }

  balance(invoice: PayableInvoice): Ore {
    return this.#balances.get(invoice) ?? 0;
  }

  /** With that OCR reference, or else with that number, the earliest due first. */
  named(reference: string): readonly PayableInvoice[] {
    return this.#byReference.get(reference) ?? this.numbered(reference);
  }

  numbered(number: string): readonly PayableInvoice[] {
    return this.#byNumber.get(number) ?? [];
  }

  of(owner: Owner): readonly PayableInvoice[] {
    return this.#byOwner.get(keyOf(owner)) ?? [];
  }

  /** @returns how much of it */
  pay({ kind, id }: Funds, invoice: PayableInvoice, most: Ore): Ore {
    const amount = Math.max(0, Math.min(most, this.balance(invoice)));
    if (amount === 0) return 0;
    this.#balances.set(invoice, this.balance(invoice) - amount);
    this.allocations.push({ source: { kind, id }, invoiceId: invoice.id, amount });
    return amount;
  }
}

function keyOf({ organisationId, seller }: Owner): string {
  return JSON.stringify([organisationId, seller]);
}

/** What has no day to be paid by comes last. */
function earliestDue(a: PayableInvoice, b: PayableInvoice): number {
  const key = ({ dueOn, issuedOn, number }: PayableInvoice) => `${dueOn ?? "9999"} ${issuedOn} ${number}`;
  return key(a) < key(b) ? -1 : 1;
}

function byDay(a: Funds, b: Funds): number {
  const key = ({ on, id }: Funds) => `${on} ${id}`;
  return key(a) < key(b) ? -1 : 1;
}

import type { XmlFault } from "./xml.ts";

/**
 * What is wrong with a file from outside, and where. A rule that the standard has a number for keeps it as its code, so that whoever
 * sent the file can look it up: `BR-…` EN 16931, `PEPPOL-…` and `SE-R-…` Peppol BIS Billing 3.0.
 */
export const fileFaultCodes = [
  "root_unknown",
  "element_missing",
  "element_repeated",
  "element_empty",
  "text_too_long",
  "amount_invalid",
  "number_invalid",
  "date_invalid",
  "code_unknown",
  "type_unsupported",
  "currency_unsupported",
  "vat_rate_unsupported",
  "vat_base_differs",
  "vat_not_exact",
  "bankgiro_invalid",
  "reference_invalid",
  "BR-CO-10",
  "BR-CO-11",
  "BR-CO-12",
  "BR-CO-13",
  "BR-CO-14",
  "BR-CO-15",
  "BR-CO-16",
  "BR-CO-17",
  "BR-49",
  "BR-S-02",
  "PEPPOL-EN16931-R003",
  "PEPPOL-EN16931-R004",
  "PEPPOL-EN16931-R007",
  "PEPPOL-EN16931-R010",
  "PEPPOL-EN16931-R020",
  "PEPPOL-EN16931-R043",
  "PEPPOL-EN16931-R051",
  "PEPPOL-EN16931-R053",
  "PEPPOL-EN16931-R120",
  "PEPPOL-EN16931-R121",
  "SE-R-001",
  "SE-R-002",
  "SE-R-003",
  "SE-R-004",
  "SE-R-005",
  "SE-R-006",
  "SE-R-007",
  "SE-R-008",
  "SE-R-009",
  "SE-R-010",
  "SE-R-011",
  "SE-R-012",
  "SE-R-013",
  "entries_differ",
  "entry_twice",
  // Of any file, and of what it is about.
  "file_empty",
  "file_too_large",
  "file_unknown",
  "file_interrupted",
  "buyer_unknown",
  "buyer_ambiguous",
  "invoice_taken",
  "invoice_unknown",
  "invoice_usage_taken",
  "usage_differs",
  // Of rows: the path is the line, and the column where it is about one.
  "csv_column_missing",
  "csv_column_unknown",
  "csv_column_twice",
  "csv_cells_wrong",
  "csv_unreadable",
  "csv_rows_missing",
  "csv_rows_too_many",
  "cell_missing",
  "cell_too_long",
  "telephone_number_invalid",
  "charge_class_unknown",
  "time_invalid",
] as const;
export type FileFaultCode = (typeof fileFaultCodes)[number] | XmlFault;

/** `found` and `expected` as written, for the sentence that the edge makes of it. A file with an error is not taken. */
export type FileFault = {
  readonly code: FileFaultCode;
  readonly severity: "error" | "warning";
  readonly path: string;
  readonly found?: string;
  readonly expected?: string;
};

/** Takes down what is found while a file is read, so that all of it can be told at once. */
export class FileFaults {
  readonly found: FileFault[] = [];

  error(code: FileFaultCode, path: string, detail: Pick<FileFault, "found" | "expected"> = {}): void {
    this.add({ code, severity: "error", path, ...detail });
  }

  warning(code: FileFaultCode, path: string, detail: Pick<FileFault, "found" | "expected"> = {}): void {
    this.add({ code, severity: "warning", path, ...detail });
  }

  get refused(): boolean {
    return this.found.some(({ severity }) => severity === "error");
  }

  private add(fault: FileFault): void {
    // A file of nothing but faults is told about in as many words as help.
    if (this.found.length < 200) this.found.push(fault);
  }
}

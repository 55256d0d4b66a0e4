import type { PageSource } from "../src/report/page-source.ts";

/** The bundler puts here what `pageOfCheckout` gives. */
declare const bundledReportPage: PageSource;

/** The script and the style of a report from what the executable holds. */
export function pageOfExecutable(): PageSource {
  return bundledReportPage;
}

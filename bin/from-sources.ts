/** The program as Node runs it in a checkout. */
import { start } from "./start.ts";

await start({
  pictureParts: async () => (await import("../src/renditions/parts-of-checkout.ts")).partsOfCheckout(),
  reportPage: async () => (await import("../src/report/page-source.ts")).pageOfCheckout(),
});

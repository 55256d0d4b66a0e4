/** What the executable runs: the bundle's entry. */
import { inSources } from "exophotos:launcher";
import { start } from "../bin/start.ts";

void start(inSources);

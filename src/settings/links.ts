import { type LinkSpec, linkFolder } from "../model/link.ts";
import { perceptualHashColumn } from "../model/manifest-row.ts";
import { basicPropertyNames, personPropertyNames } from "../model/person.ts";
import { linkProperties } from "./link-values.ts";
import type { Merged } from "./merge.ts";
import { invalidSetting } from "./origin.ts";

/** The by-name folders of a pass. Throws `settingInvalid` for those that nothing could come into. */
export function readLinks({ values, originOf }: Merged): readonly LinkSpec[] {
  const { links, columns, rendition: renditions, basicColumns } = values;
  const refuse = (problem: string) => invalidSetting("links", originOf("links"), problem);
  const folders = new Set<string>();
  for (const { property, rendition } of links) {
    const isKnown = linkProperties.some((name) => name === property);
    if (!isKnown && (!columns.includes(property) || property === perceptualHashColumn)) {
      throw refuse(
        `names ${property}: it must be one of ${linkProperties.join(", ")}, or a Graph property that --columns appends`,
      );
    }
    if (basicColumns && isKnown && isBeyondBasic(property)) {
      throw refuse(`names ${property}, which --basic-columns leaves empty: name files by userPrincipalName or mail`);
    }
    if (rendition !== undefined && !renditions.some(({ name }) => name === rendition)) {
      throw refuse(`names the rendition ${rendition}, which is not made: add --rendition ${rendition}=WIDTHxHEIGHT`);
    }
    // Windows tells no case apart.
    const folder = linkFolder({ property, rendition }).toLowerCase();
    if (folders.has(folder)) throw refuse(`names ${property} twice`);
    folders.add(folder);
  }
  return links;
}

function isBeyondBasic(property: string): boolean {
  const basic: readonly string[] = basicPropertyNames;
  return personPropertyNames.some((name) => name === property) && !basic.includes(property);
}

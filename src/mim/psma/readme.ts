import { photoItself, pictureColumn } from "../../manifest/picture-columns.ts";
import { psmaAnchor, psmaAttributes } from "./attributes.ts";
import { psmaMarker } from "./powershell-text.ts";
import type { PsmaOptions } from "./psma-options.ts";

/** README.txt of the folder: everything that is done by hand in the synchronization service, in its order. */
export function readme({ out, objectClass, photo, attributes: set }: PsmaOptions): string {
  const attributes = psmaAttributes(photo, set).map(({ name, type }) => `     ${name.padEnd(30)}${type}`);
  const checksum = pictureColumn(photo, "Checksum");
  const folder = out ?? String.raw`D:\ExoPhotos`;
  return String.raw`${psmaMarker}.

Photos and their checksums into Microsoft Identity Manager through the
PowerShell management agent (PSMA, 5.5 to 6.1). The scripts read the export
directory and write nothing in it.

1. This folder
   Put it where the synchronization service can read it, in a path without
   spaces, for example C:\MIM\ExoPhotos. The account that runs the agent needs
   read access to it and to the export directory, and a temporary folder that it
   can write to. Where the execution policy is AllSigned, sign the scripts.

2. Management agent (Create, type «PowerShell»)
   Schema script        <this folder>\Schema.ps1
   Import script        <this folder>\Import.ps1
   Export script        <this folder>\Export.ps1     must exist, is never used
   Password script      <this folder>\Password.ps1   must exist, is never used
   Use paged import     ticked
   User name, password  anything: the scripts take no notice of them
   PowerShell (6.x)     Windows PowerShell 5.1
   Configuration parameters, one a line, all optional:
     ExportDirectory=${folder}
     ObjectClass=${objectClass}
     TempDirectory=<folder for the copy of the manifest during an import>
   ${out === undefined ? "ExportDirectory is needed: the scripts were written without --out." : "Without ExportDirectory it is the folder above."}
   Agents before 5.6 pass no configuration parameters: write the folder with --out.

3. Object type ${objectClass}, anchor ${psmaAnchor}. Select the attributes you need:
${attributes.join("\n")}
${aboutPicture(photo)}

4. Metaverse (Metaverse Designer, object type person)
     EXOPhoto           Binary (non-indexable), single-valued
     EXOPhotoChecksum   String (indexable), single-valued
   Never make the photo multi-valued.

5. Join and flow
   Join ${objectClass} to person by what both sides have: onPremisesImmutableId,
   onPremisesSamAccountName, userPrincipalName or employeeId. Project nothing, unless
   this agent is to make people.
   Import flow, direct:  EXOPhoto -> EXOPhoto
                         EXOPhotoChecksum -> EXOPhotoChecksum

6. Run profiles, one step each
     FISO   Full Import (Stage Only)
     DISO   Delta Import (Stage Only)
     FS     Full Synchronization
     DS     Delta Synchronization
   The page size of the import steps is the number of photos in memory at once: 100
   is good.
   First time: FISO, look at Pending Import in the connector space, then FS.
   After that: DISO, DS. Start-PhotoImport.ps1 runs these two, looks at the results,
   and does not synchronize when more deletes are staged than -MaxDeletes.

7. Check one person (Lithnet's PowerShell module LithnetMIISAutomation)
     $person = Get-MVObject -ObjectType person -Attribute accountName -Value jdoe
     $bytes = $person.Attributes['EXOPhoto'].Values[0].ValueBinary
     [IO.File]::WriteAllBytes('C:\temp\check.jpg', $bytes)
     (Get-FileHash C:\temp\check.jpg -Algorithm SHA256).Hash
   The last line is EXOPhotoChecksum${set === "exo" ? "" : " in capitals"}, and ${checksum} in manifest.csv${set === "exo" ? " in capitals" : ""}
   (with --checksum other than sha256: name that algorithm).

When an import fails
   It says why in the run's error and in the Application event log.
   «run a full import»       the delta has no place to go on from: the history was
                             begun anew, is older than what is kept (--keep-changes of
                             exophotos export), or there was no full import yet.
   «is unfinished»           manifest.csv and manifest.json do not fit together:
                             exophotos verify
   photo-missing,            an error of this one object; the run then deletes nobody.
   photo-damaged             exophotos verify --repair, then import again: after a full
                             import run a full one, after a delta a delta.
   More: make a folder named Debug beside the scripts. Import.ps1 writes Import.log
   there until the folder goes.

Servers under the FIPS policy do not compute MD5: export with --checksum sha256, the
default.
`;
}

function aboutPicture(photo: string): string {
  if (photo === photoItself) return "   EXOPhoto is the photo as it is in the export directory.";
  return `   EXOPhoto is the rendition ${photo}: export with --rendition ${photo}=WIDTHxHEIGHT.
   Whoever has a photo but not yet this rendition comes without EXOPhoto attributes.`;
}

import type { ObjectId } from "../model/object-id.ts";
import type { Row } from "../store/database.ts";

/** What the last published pass did to somebody's photo. */
export type PhotoChange = "added" | "changed" | "removed";

/** What people are grouped by: the column of that name where there is one, else the domain. */
export type GroupedBy = "department" | "domain";

/** One person of the report. Sizes in bytes and pixels; empty text where there is no such thing. */
export interface ReportPerson {
  readonly objectId: ObjectId;
  readonly userPrincipalName: string;
  readonly onPremisesSamAccountName: string;
  readonly employeeId: string;
  readonly group: string;
  /** Undefined where no photo is published. */
  readonly photo:
    | {
        readonly file: string;
        readonly bytes: number;
        readonly width: number;
        readonly height: number;
        readonly modified: string;
      }
    | undefined;
  readonly change: PhotoChange | undefined;
  /** Checksum of the photo before the change. */
  readonly previousChecksum: string;
  /** No longer among the people of the export: known from the changes alone. */
  readonly isGone: boolean;
  /** Why nothing could be learnt of them in the last pass. */
  readonly failure: { readonly reason: string; readonly detail: string } | undefined;
  /** There is no mailbox that could have a photo. */
  readonly hasNoMailbox: boolean;
}

/** A person from their row in the temporary file. */
export function personOf(row: Row): ReportPerson {
  return {
    objectId: String(row.object_id) as ObjectId,
    userPrincipalName: String(row.user_principal_name),
    onPremisesSamAccountName: String(row.sam_account_name),
    employeeId: String(row.employee_id),
    group: String(row.of_group),
    photo:
      row.file === null
        ? undefined
        : {
            file: String(row.file),
            bytes: Number(row.bytes),
            width: Number(row.width),
            height: Number(row.height),
            modified: String(row.modified),
          },
    change: row.change === null ? undefined : (String(row.change) as PhotoChange),
    previousChecksum: String(row.previous_checksum),
    isGone: row.is_gone === 1,
    failure:
      row.failure === null ? undefined : { reason: String(row.failure), detail: String(row.failure_detail ?? "") },
    hasNoMailbox: row.has_no_mailbox === 1,
  };
}

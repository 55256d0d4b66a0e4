/** A name that several people should have, so that nobody has it: a badge must never show the wrong face. */
export interface LinkCollision {
  readonly name: string;
  readonly people: number;
  /** userPrincipalNames of the first few. */
  readonly examples: readonly string[];
}

/** A file that is not as it should be. */
export interface UnplacedLink {
  readonly path: string;
  /** `EEXIST`: something is there that this program did not make; `ESTALE`: it is not the folder on record. */
  readonly errno: string;
}

/** What became of one by-name folder; part of last-run.json. Counts are files unless they say people. */
export interface LinkFolderResult {
  readonly folder: string;
  /** Files that are as they should be now. */
  readonly links: number;
  /** Made or replaced. */
  readonly placed: number;
  readonly removed: number;
  /** People with a picture and no value to name it by. */
  readonly withoutValue: number;
  readonly collisions: readonly LinkCollision[];
  /** Names with a collision, also those beyond the 100 that `collisions` has. */
  readonly collisionsTotal: number;
  readonly notPlaced: readonly UnplacedLink[];
  /** All of them, also those beyond the 100 that `notPlaced` has. */
  readonly notPlacedTotal: number;
}

const named = 100;

/** Counts what becomes of a folder. */
export class LinkTally {
  readonly folder: string;
  readonly #collisions: LinkCollision[] = [];
  readonly #notPlaced: UnplacedLink[] = [];
  links = 0;
  placed = 0;
  removed = 0;
  #collisionsTotal = 0;
  #notPlacedTotal = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  collision(collision: LinkCollision): void {
    this.#collisionsTotal += 1;
    if (this.#collisions.length < named) this.#collisions.push(collision);
  }

  notPlaced(path: string, errno: string): void {
    this.#notPlacedTotal += 1;
    if (this.#notPlaced.length < named) this.#notPlaced.push({ path, errno });
  }

  get notPlacedTotal(): number {
    return this.#notPlacedTotal;
  }

  result(withoutValue: number): LinkFolderResult {
    return {
      folder: this.folder,
      links: this.links,
      placed: this.placed,
      removed: this.removed,
      withoutValue,
      collisions: this.#collisions,
      collisionsTotal: this.#collisionsTotal,
      notPlaced: this.#notPlaced,
      notPlacedTotal: this.#notPlacedTotal,
    };
  }
}

/** The tallies of all folders: of those that there should be, and of those that our files are still in. */
export class LinkTallies {
  readonly #byFolder = new Map<string, LinkTally>();

  constructor(folders: readonly string[]) {
    for (const folder of folders) this.of(folder);
  }

  of(folder: string): LinkTally {
    let tally = this.#byFolder.get(folder);
    if (tally === undefined) {
      tally = new LinkTally(folder);
      this.#byFolder.set(folder, tally);
    }
    return tally;
  }

  all(): readonly LinkTally[] {
    return [...this.#byFolder.values()];
  }
}

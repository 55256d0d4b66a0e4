/** Room for so many at a time. */
export interface Room {
  /** Waits for a place, in the order of asking; disposing of it makes room for the next. */
  enter(): Promise<Disposable>;
}

/** Room that has `places`, all of them free. */
export function createRoom(places: number): Room {
  let free = places;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    enter: async () => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return { [Symbol.dispose]: leave };
    },
  };
}

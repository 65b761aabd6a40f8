/** Counts what is done, and says how fast it was: as a whole, and when all that runs had been compiled. */
export function pace(total: number) {
  const began = performance.now();
  let done = 0;
  let middle = began;
  const perSecond = (count: number, from: number) =>
    Math.round(count / ((performance.now() - from) / 1000));
  return {
    count(some: number): void {
      if (done < total / 2 && done + some >= total / 2) middle = performance.now();
      done += some;
    },
    /** In the form of `rates` of the bench. */
    tell: () => `${perSecond(total, began)} ${perSecond(total / 2, middle)}`,
  };
}

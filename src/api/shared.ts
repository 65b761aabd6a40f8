interface Lane {
  readonly running: Promise<unknown>;
  next: Promise<unknown> | null;
}

/**
 * One finding for all who ask the same at once. Who asks while it is being found waits for the next
 * one, which begins after the question: nobody gets an answer that is older than what they know. So the
 * same question costs the work of one at a time, however often it is asked.
 *
 * @returns by a key, and how it is found; a finding that throws does so for all who waited for it
 */
export function sharedFindings<Value>(): (
  key: string,
  find: () => Promise<Value>,
) => Promise<Value> {
  const lanes = new Map<string, Lane>();
  const begin = (key: string, find: () => Promise<Value>): Promise<Value> => {
    const running = find();
    const lane: Lane = { running, next: null };
    lanes.set(key, lane);
    const over = () => {
      if (lane.next === null) lanes.delete(key);
    };
    running.then(over, over);
    return running;
  };
  return (key, find) => {
    const lane = lanes.get(key);
    if (!lane) return begin(key, find);
    const after = () => begin(key, find);
    lane.next ??= lane.running.then(after, after);
    return lane.next as Promise<Value>;
  };
}

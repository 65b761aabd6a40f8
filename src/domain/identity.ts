/** Where a database is, as PostgreSQL says it. Null: it does not tell this role, or nobody. */
export interface Home {
  /** Made with the cluster, kept by a copy of its files. */
  readonly systemIdentifier: string | null;
  /** Counts the recoveries and promotions in the history of the cluster. */
  readonly timeline: number | null;
  /** OID of the database in its cluster. */
  readonly databaseId: string;
  /** OID of the table that remembers all this: a dump that is loaded makes another one. */
  readonly tableId: string;
}

/** What the database remembers. */
export interface Remembered {
  readonly instanceId: string;
  readonly home: Home;
  /** Where its workers meet it; none before the first of them came. */
  readonly places: readonly string[];
}

/** What the file outside the database remembers. */
export interface InstanceKey {
  readonly instanceId: string;
  /** The last change of a delivery that was seen in the database; null: never worked there. */
  readonly lastChange: number | null;
}

/** All that tells whether a database is the one that it says it is. */
export interface Evidence {
  /** Null: a new database. */
  readonly remembered: Remembered | null;
  readonly home: Home;
  /** Number of the last change of a delivery that the database holds. */
  readonly lastChange: number;
  readonly key: InstanceKey | null;
  /** Where this process meets the database. */
  readonly place: string;
  /** The database lies beside its key, in the data directory. */
  readonly embedded: boolean;
}

export type FindingCode =
  | 'database-forgotten'
  | 'system-differs'
  | 'timeline-differs'
  | 'database-differs'
  | 'table-differs'
  | 'key-missing'
  | 'place-unknown'
  | 'database-behind';

export interface Finding {
  readonly code: FindingCode;
  /** One clause, for a list. */
  readonly message: string;
}

export type Verdict =
  /** The one that this process knows. */
  | { readonly kind: 'own' }
  /** The one that it says it is; this process comes for the first time. */
  | { readonly kind: 'joins' }
  /** Nobody has said yet what it is. */
  | { readonly kind: 'new' }
  /** A copy, or one that has lost what happened: nothing may be published. */
  | { readonly kind: 'copy'; readonly findings: readonly Finding[] };

/** Judges whether a database is the one that it remembers to be. */
export function judge(evidence: Evidence): Verdict {
  const { remembered, key } = evidence;
  if (remembered === null) return judgeNew(evidence);
  const findings = [
    ...homeFindings(remembered.home, evidence.home),
    ...placeFindings(remembered, evidence),
    ...behindFindings(remembered, evidence),
  ];
  if (findings.length > 0) return { kind: 'copy', findings };
  const registered = remembered.places.length > 0 && key?.instanceId === remembered.instanceId;
  return { kind: registered ? 'own' : 'joins' };
}

/** A new database is nobody's copy, but it may stand in the place of one that has published. */
function judgeNew({ key }: Evidence): Verdict {
  if (key === null || key.lastChange === null) return { kind: 'new' };
  const message = `it is new, but the key of this data directory knows one that has worked (${key.instanceId})`;
  return { kind: 'copy', findings: [{ code: 'database-forgotten', message }] };
}

function homeFindings(was: Home, is: Home): readonly Finding[] {
  const differs = (one: string | number | null, other: string | number | null) =>
    one !== null && other !== null && one !== other;
  const findings: Finding[] = [];
  if (differs(was.systemIdentifier, is.systemIdentifier))
    findings.push({
      code: 'system-differs',
      message: `it was in the PostgreSQL system ${was.systemIdentifier} and is now in ${is.systemIdentifier}`,
    });
  if (differs(was.timeline, is.timeline))
    findings.push({
      code: 'timeline-differs',
      message: `it was on timeline ${was.timeline} and is now on ${is.timeline}: a backup was recovered, or a standby promoted`,
    });
  if (was.databaseId !== is.databaseId)
    findings.push({
      code: 'database-differs',
      message: `it was made as database ${was.databaseId} of its server and is now ${is.databaseId}`,
    });
  else if (was.tableId !== is.tableId)
    findings.push({
      code: 'table-differs',
      message: 'its tables were made anew, as by a dump that was loaded',
    });
  return findings;
}

function placeFindings(
  { places }: Remembered,
  { place, key, embedded }: Evidence,
): readonly Finding[] {
  if (places.length === 0) return [];
  if (embedded && key === null)
    return [
      {
        code: 'key-missing',
        message: "its key is missing from the data directory, or can't be read",
      },
    ];
  if (places.includes(place)) return [];
  if (!embedded)
    return [
      {
        code: 'place-unknown',
        message: `it is known at ${places.join(', ')} and is reached here at ${place}`,
      },
    ];
  return [
    {
      code: 'place-unknown',
      message: 'its files, or the key beside them, were copied or restored: they are others',
    },
  ];
}

function behindFindings(
  { instanceId }: Remembered,
  { key, lastChange }: Evidence,
): readonly Finding[] {
  if (key?.instanceId !== instanceId || key.lastChange === null) return [];
  if (lastChange >= key.lastChange) return [];
  return [
    {
      code: 'database-behind',
      message: `it holds ${lastChange} changes, and this process has seen ${key.lastChange} in it: an older state was restored`,
    },
  ];
}

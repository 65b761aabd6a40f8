/** Settings that an environment variable may replace: `assets.repo` by `BROADSHEET_ASSETS_REPO`. */
const settings: readonly (readonly string[])[] = [
  ['timezone'],
  ['approval'],
  ['late_after'],
  ['spacing'],
  ['log', 'level'],
  ...[
    'repo',
    'branch',
    'token',
    'allow_file_protocol',
    'sheet',
    'emails',
    'baseline',
    'snapshots',
  ].map((key) => ['assets', key]),
  ...['pull', 'remind', 'ingest', 'publish', 'summary', 'notify', 'weekly', 'snapshot'].map(
    (key) => ['schedule', key],
  ),
];

/** The variable's name for a setting. */
const variableOf = (path: readonly string[]): string =>
  `BROADSHEET_${path.join('_').toUpperCase()}`;

/** The variable that replaces a setting in this environment; null where none does. */
export function replacedBy(
  path: readonly PropertyKey[],
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const setting = settings.find((one) => one.join() === path.map(String).join());
  if (!setting) return null;
  const name = variableOf(setting);
  return environment[name] === undefined ? null : name;
}

/** Another word stays as it is, for the schema to refuse. */
const truth = (given: string): boolean | string =>
  given === 'true' ? true : given === 'false' ? false : given;

/** Puts what the environment sets over what the file says. */
export function overrides(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const merged: Record<string, unknown> = { ...value };
  for (const path of settings) {
    const given = environment[variableOf(path)];
    const [first = '', second] = path;
    if (given === undefined) continue;
    const typed = second === 'allow_file_protocol' ? truth(given) : given;
    if (second === undefined) merged[first] = typed;
    else merged[first] = { ...(merged[first] as object | undefined), [second]: typed };
  }
  return merged;
}

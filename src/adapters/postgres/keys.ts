import type { ApiKey, ApiKeyTable } from '../../application/ports/keys.ts';
import type { Queries } from './database.ts';

export function apiKeyTable(queries: Queries): ApiKeyTable {
  const change = (id: string, to: Partial<Pick<ApiKey, 'revokedAt' | 'lastUsedAt'>>) =>
    queries.updateTable('apiKey').set(to).where('id', '=', id).execute();
  return {
    async insert(key) {
      const row = { ...key, scopes: JSON.stringify(key.scopes) };
      await queries.insertInto('apiKey').values(row).execute();
    },
    async find(id) {
      const row = await queries
        .selectFrom('apiKey')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return (row as ApiKey | undefined) ?? null;
    },
    async list() {
      const rows = await queries.selectFrom('apiKey').selectAll().orderBy('createdAt').execute();
      return rows as unknown as readonly ApiKey[];
    },
    async revoke(id, revokedAt) {
      await change(id, { revokedAt });
    },
    async use(id, lastUsedAt) {
      await change(id, { lastUsedAt });
    },
  };
}

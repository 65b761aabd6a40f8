import type { Hono } from 'hono';
import { measure } from '../application/measure.ts';
import { readiness } from '../application/readiness.ts';
import type { Services } from '../application/services.ts';

/** For whoever runs it: `/readyz` and `/metrics`. No secret and no copy is in either. */
export function operations(api: Hono, services: Services): void {
  api.get('/readyz', async (context) => {
    const document = await readiness(services);
    return context.json(document, document.ready ? 200 : 503);
  });
  api.get('/metrics', async (context) => {
    // Loaded where somebody asks: every command has this API in its process.
    const { gaugesOf } = await import('./metrics.ts');
    const registry = gaugesOf(await measure(services));
    return context.body(await registry.metrics(), 200, { 'content-type': registry.contentType });
  });
}

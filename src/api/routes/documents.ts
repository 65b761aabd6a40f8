import { type Route, route } from '../route.ts';

/**
 * What the API is. Read seldom, so that what makes it is loaded when somebody does.
 *
 * @param described all routes, these ones too
 */
export const documentRoutes = (described: () => readonly Route[]): readonly Route[] => [
  route({
    method: 'GET',
    path: '/openapi.json',
    scopes: null,
    summary: 'This description, as OpenAPI 3.1',
    answers: { 200: 'openapi' },
    async handle() {
      const { openApiDocument } = await import('../document.ts');
      return { ok: true, value: openApiDocument(described()) };
    },
  }),
  route({
    method: 'GET',
    path: '/docs',
    scopes: null,
    summary: 'This description, as a page',
    answers: { 200: 'page' },
    async handle() {
      const { openApiDocument } = await import('../document.ts');
      const { referencePage } = await import('../reference-page.ts');
      const { html, contentSecurityPolicy } = referencePage(openApiDocument(described()));
      return new Response(html, {
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': contentSecurityPolicy,
        },
      });
    },
  }),
];

import type { Http } from '#platform/http';
import type { IdentityContext } from './context.ts';
import { memberRoutes } from './routes/member-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';

/** Serves every operation of packages/api/src/operations/identity.ts. */
export function addIdentityRoutes(context: IdentityContext, http: Http): void {
  sessionRoutes(context, http);
  memberRoutes(context, http);
}

import type { Http } from '#platform/http';
import type { TelephonyContext } from '../context.ts';

export function addTelephonyRoutes(_context: TelephonyContext, _http: Http): void {}

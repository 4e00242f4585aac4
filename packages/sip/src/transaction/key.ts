/** How messages find their transaction. */
import type { Envelope } from './envelope.ts';
import { MAGIC_COOKIE } from './ids.ts';

/** RFC 3261 17.1.3: branch and CSeq method. The branch is ours and random, so sent-by adds nothing. */
export const clientKey = (branch: string, method: string): string => `${branch}|${method}`;

/** RFC 3261 17.2.3: branch, sent-by and method, where an ACK belongs to its INVITE. */
export const serverKey = ({ branch, sentBy }: Envelope, method: string): string =>
  `${branch}|${sentBy}|${method === 'ACK' ? 'INVITE' : method}`;

/** A branch without the cookie is of RFC 2543, whose matching rules (17.2.3) can be fooled; such requests get 400. */
export const isCurrentBranch = (branch: string): boolean =>
  branch.length > MAGIC_COOKIE.length &&
  branch.slice(0, MAGIC_COOKIE.length).toLowerCase() === MAGIC_COOKIE.toLowerCase();

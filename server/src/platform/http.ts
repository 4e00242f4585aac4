export { createHttp, type HttpServer } from './http/server.ts';
export type { Authenticate, Http, RequestHead } from './http/types.ts';

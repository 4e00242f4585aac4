export { createHttp, type HttpDeps, type HttpServer } from './http/server.ts';
export type {
  Authenticate,
  Http,
  ReadyCheck,
  RequestHead,
  RouteContext,
  RouteHandler,
  UpgradeHandler,
  UpgradeOptions,
} from './http/types.ts';

import { telephonyOperations as operations } from '@carillon/api';
import type { Http } from '#platform/http';
import type { TelephonyContext } from '../context.ts';
import { freeMe, hangUpCall, listLiveCalls, transferCall } from './call-commands.ts';
import { getCall, listCalls } from './call-log.ts';
import { createDevice, listDevices, removeDevice, restartDevice, rotateDeviceSecret, updateDevice } from './devices.ts';
import { dialPreview, getSoftphone } from './dialling.ts';
import { banSipSource, getSipGuard, liftSipBan } from './sip-guard.ts';
import { listTeam, setAvailability } from './team-routes.ts';
import { createService, listServices, removeService, replaceService } from './services.ts';
import { getTollGuard, listTollAlerts, setTollLimits } from './toll.ts';
import { createTrunk, listTrunks, removeTrunk, updateTrunk } from './trunks.ts';

/** Serves every operation of packages/api/src/operations/telephony.ts. */
export function addTelephonyRoutes(context: TelephonyContext, http: Http): void {
  http.route(operations.listCalls, ({ actor, query }) => listCalls(context, actor, query));
  http.route(operations.getCall, ({ actor, params }) => getCall(context, actor, params.callId));
  http.route(operations.listLiveCalls, ({ actor }) => listLiveCalls(context, actor));
  http.route(operations.transferCall, ({ actor, params, body }) => transferCall(context, actor, params.callId, body));
  http.route(operations.hangUpCall, ({ actor, params }) => hangUpCall(context, actor, params.callId));
  http.route(operations.freeMe, ({ actor }) => freeMe(context, actor));
  http.route(operations.dialPreview, ({ actor, query }) => dialPreview(context, actor, query.to));
  http.route(operations.getSoftphone, ({ actor }) => getSoftphone(context, actor));
  http.route(operations.listTeam, ({ actor }) => listTeam(context, actor));
  http.route(operations.setAvailability, ({ actor, body }) => setAvailability(context, actor, body.availability));
  http.route(operations.listDevices, ({ actor, query }) => listDevices(context, actor, query));
  http.route(operations.createDevice, ({ actor, body }) => createDevice(context, actor, body));
  http.route(operations.rotateDeviceSecret, ({ actor, params }) => rotateDeviceSecret(context, actor, params.deviceId));
  http.route(operations.restartDevice, ({ actor, params }) => restartDevice(context, actor, params.deviceId));
  http.route(operations.updateDevice, ({ actor, params, body }) => updateDevice(context, actor, params.deviceId, body));
  http.route(operations.removeDevice, ({ actor, params }) => removeDevice(context, actor, params.deviceId));
  http.route(operations.listServiceExtensions, ({ actor }) => listServices(context, actor));
  http.route(operations.createServiceExtension, ({ actor, body }) => createService(context, actor, body));
  http.route(operations.replaceServiceExtension, ({ actor, params, body }) =>
    replaceService(context, actor, params.serviceExtensionId, body),
  );
  http.route(operations.removeServiceExtension, ({ actor, params }) =>
    removeService(context, actor, params.serviceExtensionId),
  );
  http.route(operations.listTrunks, ({ actor }) => listTrunks(context, actor));
  http.route(operations.createTrunk, ({ actor, body }) => createTrunk(context, actor, body));
  http.route(operations.updateTrunk, ({ actor, params, body }) => updateTrunk(context, actor, params.trunkId, body));
  http.route(operations.removeTrunk, ({ actor, params }) => removeTrunk(context, actor, params.trunkId));
  http.route(operations.getSipGuard, ({ query }) => getSipGuard(context, query));
  http.route(operations.banSipSource, ({ actor, body }) => banSipSource(context, actor, body));
  http.route(operations.getTollGuard, ({ actor }) => getTollGuard(context, actor));
  http.route(operations.setTollLimits, ({ actor, body }) => setTollLimits(context, actor, body));
  http.route(operations.listTollAlerts, () => listTollAlerts(context));
  http.route(operations.liftSipBan, ({ actor, params }) => liftSipBan(context, actor, params.banId));
}

import { contractOperations as operations } from '@carillon/api';
import type { FastifyRequest } from 'fastify';
import type { Http } from '#platform/http';
import {
  createOrderForm,
  editOrderForm,
  listOrderForms,
  listOwnOrderForms,
  readDocument,
  readEvidence,
  reviseOrderForm,
} from './actions/order-forms.ts';
import { readOutlook } from './actions/outlook.ts';
import { readSeller, saveSeller } from './actions/seller.ts';
import { sendOrderForm } from './actions/send-order-form.ts';
import {
  declineOrderForm,
  openLink,
  readLinkedDocument,
  requestCode,
  signOrderForm,
} from './actions/sign-order-form.ts';
import type { Visit } from './actions/terms.ts';
import type { ContractContext } from './context.ts';

export const visitOf = (request: FastifyRequest): Visit => ({
  ipAddress: request.ip,
  userAgent: request.headers['user-agent'] ?? null,
});

/** Order forms: staff who make them, the person who signs by a link, the organization that keeps them. */
export function addOrderFormRoutes(context: ContractContext, http: Http): void {
  http.route(operations.readSeller, () => readSeller(context));
  http.route(operations.saveSeller, ({ actor, body }) => saveSeller(context, actor, body));
  http.route(operations.listOrderForms, () => listOrderForms(context));
  http.route(operations.createOrderForm, ({ actor, body }) => createOrderForm(context, actor, body));
  http.route(operations.editOrderForm, ({ actor, params, body }) =>
    editOrderForm(context, actor, params.orderFormId, body),
  );
  http.route(operations.sendOrderForm, ({ actor, params }) => sendOrderForm(context, actor, params.orderFormId));
  http.route(operations.reviseOrderForm, ({ actor, params }) => reviseOrderForm(context, actor, params.orderFormId));
  http.route(operations.readOrderFormEvidence, ({ params }) => readEvidence(context, params.orderFormId));
  http.route(operations.readOrderFormDocument, ({ actor, params, query }) =>
    readDocument(context, actor, params.orderFormId, query.which),
  );
  http.route(operations.listOwnOrderForms, ({ actor }) => listOwnOrderForms(context, actor));
  http.route(operations.readOutlook, ({ actor, params, query }) =>
    readOutlook(context, actor, { ...params, ...query }),
  );
  http.route(operations.readOwnOrderFormDocument, ({ actor, params, query }) =>
    readDocument(context, actor, params.orderFormId, query.which),
  );

  http.route(operations.openOrderFormLink, ({ params, request }) => openLink(context, params.token, visitOf(request)));
  http.route(operations.readLinkedDocument, ({ params }) => readLinkedDocument(context, params.token));
  http.route(operations.requestSignatureCode, ({ params, body, request }) =>
    requestCode(context, params.token, { ...body, visit: visitOf(request) }),
  );
  http.route(operations.signOrderForm, ({ params, body, request }) =>
    signOrderForm(context, params.token, { ...body, visit: visitOf(request) }),
  );
  http.route(operations.declineOrderForm, ({ params, body, request }) =>
    declineOrderForm(context, params.token, { ...body, visit: visitOf(request) }),
  );
}

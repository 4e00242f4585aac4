import { announcementKind } from './announcement.ts';
import { availabilityKind } from './availability.ts';
import { callerKind } from './caller.ts';
import { decisionKind } from './decision.ts';
import { externalKind } from './external.ts';
import { hangUpKind } from './hang-up.ts';
import { hoursKind } from './hours.ts';
import { menuKind } from './menu.ts';
import { messageKind } from './message.ts';
import { goBackKind, nestedFlowKind } from './nested-flow.ts';
import { queueKind } from './queue.ts';
import { ringKind } from './ring.ts';
import { scriptKind } from './script.ts';
import { surveyKind } from './survey.ts';
import { voicemailKind } from './voicemail.ts';

/** Every kind of node, in the order in which an editor offers them. */
export const kinds = {
  hours: hoursKind,
  menu: menuKind,
  announcement: announcementKind,
  ring: ringKind,
  queue: queueKind,
  external: externalKind,
  voicemail: voicemailKind,
  caller: callerKind,
  availability: availabilityKind,
  decision: decisionKind,
  flow: nestedFlowKind,
  go_back: goBackKind,
  message: messageKind,
  script: scriptKind,
  survey: surveyKind,
  hang_up: hangUpKind,
} as const;

export type KindName = keyof typeof kinds;

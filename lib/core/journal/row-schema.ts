// The form of the journal's rows: one JSON object a line in `events.ndjson`, and `failures/*.json` of a run's folder.
import { Type } from 'typebox';
import { FAULT_IDS } from '../faults/table.ts';
import { OUTCOMES } from '../outcome.ts';
import { PHASES } from '../plan/schedule.ts';
import { ID_FORM, SERVICE_FORM, type ServiceNames, VARIANT_FORM } from '../service/names.ts';
import { createCountsRow } from './counts/counts-row-schema.ts';
import { createTotals } from './counts-schema.ts';
import { FleetOfRun, FleetRows, from } from './fleet-row-schema.ts';
import {
  amount,
  bit,
  closed,
  count,
  exactly,
  extended,
  figure,
  list,
  mapOf,
  nameOf,
  oneOf,
  optional,
  orNull,
  type ShapeOf,
  seed,
  text,
  whole,
  words,
  yesNo,
} from './format.ts';
import { UpstreamTotals } from './reading-schema.ts';
import { RequestTimings } from './timings-schema.ts';

/** A failing sample holds at most so many characters of a body. */
const MAX_BODY_CHARS = 65_536;

/** How far up the ladder healing had to go. */
export const HEAL_RUNGS = ['removed', 'retried', 'restarted', 'failed'] as const;

const ts = figure('Epoch seconds with a fraction.');
const mode = oneOf('Fault of a chaos window.', FAULT_IDS);
const window = count('Chaos window of the run, from 0.');
const why = text('One sentence; empty where there is nothing to say.');
const status = whole('HTTP status, 0 when nothing came back.', { minimum: 0, maximum: 999 });
const gate = text('Id of the gate.');
const headers = (which: string) =>
  mapOf(`Headers as ${which}; *** where the value may not be shown.`, text('Value of the header.'));
const kind = <const T extends string>(type: T) => exactly('What the row tells of.', type);
const call = {
  n: count('Which journey of the run, from 0.'),
  call: count('Which call of the journey, from 0.'),
};
const broken = (names: ServiceNames | undefined, least: number) =>
  list(
    'What the answer broke, the most telling first.',
    nameOf('A violation that the engine or the service knows.', ID_FORM, names?.violations),
    { uniqueItems: true, minItems: least },
  );

/** A call of a journey. Beside these keys it has one for each flag of its service that is no violation, as 0 or 1. */
const createResponseRow = (names?: ServiceNames) =>
  extended(
    'One call of a journey.',
    {
      ts: figure('When the call ended, epoch seconds with a fraction.'),
      type: kind('response'),
      ...call,
      journey: nameOf('Journey of the mix.', ID_FORM, names?.journeys),
      request_phase: nameOf('Step of the journey.', ID_FORM, names?.steps),
      load_phase: oneOf('Phase of the schedule in which the call began.', PHASES),
      variant: nameOf('Kind of user, like a language.', VARIANT_FORM, names?.variants),
      code: status,
      duration_ms: amount('Time to the whole answer in ms.'),
      request_id: text("The service's own id of the request; empty where it gave none."),
      violations: broken(names, 0),
      detail: text('What broke, in a few words, for the first violation; empty where nothing did.'),
      retried: bit('The call was made once more after a reset while connecting.'),
      response_received: bit('An answer came, whatever its status.'),
      judged: bit('The answer was held to contract and promises: its status was below 400.'),
      edge_fault: optional(
        oneOf(
          'The fault on the edge that may have cost the call its answer; left out where there was none.',
          FAULT_IDS,
        ),
      ),
      ...from,
    },
    ID_FORM,
    bit('A flag of the service: whether the answer has it.'),
    names?.flags,
  );

/** A failing sample, as it was sent and received. */
export const createFailureRow = (names?: ServiceNames) =>
  closed('A failing sample, as it was sent and received.', {
    ts: figure('When the call ended, epoch seconds with a fraction.'),
    type: kind('failure'),
    ...call,
    violations: broken(names, 1),
    detail: text('What broke, in a few words, for the first violation.'),
    request: closed('What was sent.', {
      path: text('Path of the route.', '^/'),
      headers: headers('sent'),
      body: text('Body as sent; a form is only named.'),
    }),
    status,
    headers: headers('received'),
    body: Type.String({
      description: `Body as received, secrets masked as ***, cut to ${MAX_BODY_CHARS} characters; empty when nothing came back.`,
      maxLength: MAX_BODY_CHARS,
    }),
    ...from,
  });

/** The form of every row; that of one service's rows where its names are given. */
export const createJournalRow = (names?: ServiceNames) =>
  Type.Union(
    [
      createResponseRow(names),
      createCountsRow(names),
      closed('The load began: everything needed to plan the run again.', {
        ts,
        type: kind('run.started'),
        run_id: words('Part of every user id of the run.'),
        service: nameOf('Id of the service that was under test.', SERVICE_FORM, names && [names.id]),
        options: mapOf('Option values by variable name, as the run was given them.', text('Its value.')),
        base: text('Address of the service under test.'),
        seed: seed('Seed of every draw.'),
        ...FleetOfRun,
      }),
      ...FleetRows,
      closed('The schedule entered a phase.', {
        ts,
        type: kind('phase.entered'),
        phase: oneOf('Phase of the schedule.', PHASES),
        ...from,
      }),
      closed('A journey ended early: its last answer was none on which the next step can build.', {
        ts,
        type: kind('journey.cut'),
        n: call.n,
        journey: nameOf('Journey of the mix.', ID_FORM, names?.journeys),
        variant: nameOf('Kind of user, like a language.', VARIANT_FORM, names?.variants),
        after: text('Step whose answer ended it; empty where none was played.'),
        step: nameOf('Step that was not played, nor any after it.', ID_FORM, names?.steps),
        why: words('A status, that no answer came, or what it should have left by the name of the service.'),
        stranded: bit('The answer was no error, and left nothing for the step.'),
        ...from,
      }),
      closed('A toxic mode was set.', {
        ts,
        type: kind('toxic.on'),
        window,
        mode,
        read_back: yesNo('It was read back as it was set.'),
        why,
      }),
      closed('A toxic mode was taken off.', {
        ts,
        type: kind('toxic.off'),
        window,
        mode,
        healed: yesNo('No toxic of ours was left, as read back.'),
        rung: oneOf('How far up the ladder healing had to go.', HEAL_RUNGS),
        draws: optional(
          count(
            'How often it was drawn for each open connection whether the toxic strikes it; only where it does not strike all.',
          ),
        ),
        meddled: optional(
          text('What somebody else did to the proxy while it was on; left out where nobody did.'),
        ),
        why,
      }),
      closed("A reading of the service's upstream calls, as running totals.", {
        ts,
        type: kind('upstream.read'),
        point: oneOf('Which stretch it begins or ends: one of the baseline, or one toxic slot.', [
          'baseline_start',
          'baseline_end',
          'slot_start',
          'slot_end',
        ]),
        window: whole('Chaos window of the slot, from 0; -1 at baseline.', { minimum: -1 }),
        mode: orNull(oneOf('Toxic mode of the slot; null at baseline.', FAULT_IDS)),
        ...UpstreamTotals,
      }),
      closed("A reading of the service's process, and of the load machine.", {
        ts,
        type: kind('resources.read'),
        rss_bytes: orNull(
          amount('Resident memory in bytes; null where it is not told, or of several processes.'),
        ),
        open_fds: orNull(amount('Open file descriptors; null likewise.')),
        started_at: orNull(amount('When the process was started, epoch seconds; null where it is not told.')),
        lag_ms: amount(
          'How late timers of the load machine came since the last reading, in ms: their median.',
        ),
      }),
      closed('Something else than the run touched its proxy while no fault was on.', {
        ts,
        type: kind('baseline.disturbed'),
        since: figure('From when on the baseline was none, epoch seconds with a fraction.'),
        why,
      }),
      closed('A gate was crossed while the run was on.', {
        ts,
        type: kind('gate.crossed'),
        gate,
        value: figure('What was measured: a share 0..1, or a count.'),
        limit: figure('Its bound, in the same unit.'),
        why,
        ...from,
      }),
      closed('A gate ended the run.', { ts, type: kind('run.stopped'), gate, why, ...from }),
      closed("The suite's own script failed.", { ts, type: kind('suite.error'), why, ...from }),
      closed("k6's own count at its end.", {
        ts,
        type: kind('k6.summary'),
        totals: createTotals('By counter.', {}, names),
        request_timings: optional(RequestTimings),
      }),
      closed('The k6 process ended.', {
        ts,
        type: kind('k6.exited'),
        code: whole('Its exit code.'),
        signal: orNull(text('The signal that ended it; null where none did.')),
      }),
      closed('Someone asked the run to stop.', {
        ts,
        type: kind('run.signalled'),
        signal: text('The signal.', '^SIG'),
      }),
      closed('Something that an earlier, killed run had left was mended.', {
        ts,
        type: kind('leftover.healed'),
        why,
      }),
      closed('The verdict of the run.', {
        ts,
        type: kind('verdict'),
        outcome: oneOf('What the gates came to.', OUTCOMES),
        why,
      }),
      createFailureRow(names),
    ],
    { description: 'A row of the journal.' },
  );

export type JournalRow = ShapeOf<ReturnType<typeof createJournalRow>>;

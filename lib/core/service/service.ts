// What is known of a service under test. One folder of services/ says it, as one value; the engine reads only this.
import type { Option } from '../options/option.ts';
import type { Deployment } from './parts.ts';
import type { PromiseGate, RateGate } from './promises.ts';

/** Ids are words of lower-case letters, digits and _: they become metric names, keys and tags. Variants may be upper-case. */
export type Id = string;

/** The routes that a journey may call with. */
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** One HTTP route. */
export interface Route {
  readonly method: Method;
  /** From the root of BASE, like `/v1/items`; a step may say another where it depends on the user. */
  readonly path: string;
  /** The longest answer that the service may honestly take, plus some seconds of network. */
  readonly timeoutMs: number;
  /**
   * The `$id` of the JSON Schema that its answers below status 400 keep; a schema of the service's contracts/. Left out where
   * they hold no JSON: then their status alone is judged.
   */
  readonly contract?: string;
}

/**
 * What a call asks of the service's upstream. `always`: the service has nothing but its upstream to answer by. `maybe`: it
 * depends on what went before. `none`: it never asks.
 */
export type UpstreamNeed = 'none' | 'maybe' | 'always';

/** What the answers of a user so far left for the later steps, by a name of the service's own. */
export type Taken = Readonly<Record<string, string>>;

/** One user on one journey, as the next step sees them. */
export interface User {
  /** Of this user alone, the same for the whole journey. */
  readonly uid: string;
  readonly journey: Id;
  readonly variant: Id;
  /** Of this call alone. */
  readonly traceId: string;
  readonly taken: Taken;
}

/** One call of a journey. A step of the same id may stand in several journeys, with another body in each. */
export interface Step<RouteId extends Id = Id> {
  readonly id: Id;
  readonly route: RouteId;
  readonly upstream: UpstreamNeed;
  /** Path and query where they depend on the user; the route's path where left out. */
  readonly path?: (user: User) => string;
  /** The JSON that is sent; nothing is sent where it is left out and there is no `form`. */
  readonly body?: (user: User) => unknown;
  /** The form of the service that is sent in place of JSON. */
  readonly form?: Id;
  /** What a judged answer leaves for later steps: also that it did what was asked, where they rest on that. */
  readonly takes?: (json: unknown) => Taken;
  /** Names out of `taken` without which the step makes no sense: its journey ends before it. */
  readonly needs?: readonly string[];
}

/** The calls of one kind of user, in order. */
export interface Journey<RouteId extends Id = Id> {
  /** Who the user is, as `a user who …`. */
  readonly why: string;
  readonly weight: number;
  /** The environment variable of its weight; `WEIGHT_<ID>` where left out. */
  readonly weightOption?: string;
  readonly steps: readonly [Step<RouteId>, ...Step<RouteId>[]];
  /** How many answers of the journey carry each flag when the service is healthy: what power is computed on. */
  readonly healthyFlags?: Readonly<Record<Id, number>>;
}

/** One kind of user that may take any journey, like a language. */
export interface Variant {
  readonly why: string;
  readonly weight: number;
  /** An option for its share of the journeys in percent; the others share the rest by their weights. */
  readonly percentOption?: string;
}

/**
 * What one answer may be found to be. From this table come k6's counters, the fields of the journal's rows, the totals of
 * the summary, and the names that gates refer to.
 */
export interface Flag<AmongId extends Id = Id> {
  /** What its counter counts, as `answers that …`. */
  readonly meaning: string;
  /** The name of its counter; its own id where left out. */
  readonly total?: Id;
  /** The flag or counter of the engine among which it is counted. */
  readonly among: AmongId;
  /** The answer broke a promise. Violations name the reason for a stop in the order of the table. */
  readonly violation?: true;
  /** Not found by the judge: every judged answer of these steps has it. */
  readonly steps?: readonly Id[];
  /** The summary tells its share of all answers received. */
  readonly rate?: true;
}

/** What was asked, when an answer is judged: by whom, with what earlier answers had left, and on which step. */
export interface Asked extends User {
  readonly step: Id;
  readonly route: Id;
}

/** What a judge found in one answer. */
export interface Judged {
  /** The violations, the most telling first, each with what broke in a few words. */
  readonly broken: readonly { readonly id: Id; readonly detail: string }[];
  /** The other flags that the answer has; none twice. */
  readonly flags: readonly Id[];
  /** What is to be said of it where nothing broke. */
  readonly note?: string;
}

/**
 * Judges one answer below status 400 whose body is JSON. Pure, and never throws, whatever the body. Its contract is held by
 * the engine.
 * @param header reads a header of the answer by its lower-case name
 */
export type Judge = (asked: Asked, json: unknown, header: (name: string) => string | undefined) => Judged;

/** A multipart/form-data body with one file, the same for every call. */
export interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: {
    readonly field: string;
    /** Its name in the form, and beside the built script. */
    readonly name: string;
    readonly contentType: string;
    /** From the folder of the service. */
    readonly path: string;
  };
}

/** How a service shows itself before a run: one call of a journey, and whether what came back is its own. */
export interface Recognition<RouteId extends Id = Id> {
  readonly route: RouteId;
  readonly body?: unknown;
  /** True where a body can be of this service; a service that answers badly must still fit, finding that is the run's job. */
  readonly fits: (json: unknown) => boolean;
}

/** Prometheus metrics in which a service shows its own upstream calls. */
export interface UpstreamMetrics {
  /** A counter of calls, and the label pair of those that went well. */
  readonly calls: string;
  readonly okLabel: string;
  /** A counter of the seconds they took. */
  readonly seconds: string;
}

/** The embedded stack of a service: programs in its folder that print `{"listening":"http://…"}` as their first line. */
export interface Reference {
  /** Takes `--port`, `--exit-with-parent`, and where there is an upstream `--upstream URL`; `--defects LIST` where it has some. */
  readonly program: string;
  readonly args?: readonly string[];
  /** Its upstream, which takes `--port`; left out where it has none. */
  readonly upstream?: string;
  readonly hasDefects?: true;
  /** The variables that its programs read; they get no others of ours. With a * at the end all that begin so. */
  readonly reads?: readonly string[];
}

/** A service, as its folder says it: what `defineService` takes. */
export interface ServiceSpec<
  RouteId extends Id = Id,
  FlagId extends Id = Id,
  JourneyId extends Id = Id,
  VariantId extends Id = Id,
> extends Deployment {
  /** The name of its folder. */
  readonly id: string;
  /** What it is, in a few words. */
  readonly title: string;
  readonly routes: Readonly<Record<RouteId, Route>>;
  readonly variants: Readonly<Record<VariantId, Variant>>;
  /** The option that plays one variant only; VARIANT where left out. */
  readonly variantOption?: { readonly env: string; readonly flag?: string };
  readonly journeys: Readonly<Record<JourneyId, Journey<NoInfer<RouteId>>>>;
  readonly forms?: Readonly<Record<Id, Form>>;
  /** The folders with its contracts, from its own; `contracts` where left out. */
  readonly contractFolders?: readonly string[];
  /** Headers of every call of a user, beside the content type. */
  readonly headers?: (user: User) => Readonly<Record<string, string>>;
  /** Headers, in lower case, whose values a failing sample shows beside the usual ones; a secret is never among them. */
  readonly shownHeaders?: readonly string[];
  readonly flags: Readonly<Record<FlagId, Flag>>;
  /** The flag of an answer that says it is degraded, so that chaos may excuse it; left out where answers do not say so. */
  readonly degraded?: NoInfer<FlagId>;
  readonly judge: Judge;
  /** Why an answer belongs to another call, by what it carries back; undefined where it can be this one's. Pure, never throws. */
  readonly findStranger?: (asked: Asked, json: unknown) => string | undefined;
  /** True where the body of an error status claims to keep its contract, and so is held to it. None does where left out. */
  readonly claimsContract?: (json: unknown) => boolean;
  /** The key of an answer's own id in its body, for the journal. */
  readonly requestIdKey?: string;
  readonly promises: readonly PromiseGate<NoInfer<FlagId>>[];
  readonly rates: readonly RateGate<NoInfer<FlagId>>[];
  /** Options of its own, to which its promises and rates refer. */
  readonly options?: readonly Option[];
  readonly recognition: Recognition<NoInfer<RouteId>>;
  readonly upstreamMetrics?: UpstreamMetrics;
  readonly reference?: Reference;
}

/** A service, with what follows from its table of flags. Made by `defineService`. */
export interface Service extends ServiceSpec {
  readonly journeyIds: readonly Id[];
  readonly variantIds: readonly Id[];
  /** The violations of engine and service, in the order in which they name the reason for a stop. */
  readonly violations: readonly Id[];
  /** Every counter of a run by its name, and what it counts. */
  readonly counters: Readonly<Record<Id, string>>;
  /** Violation or flag → the name of its counter. */
  readonly counterOf: Readonly<Record<Id, Id>>;
  /** Step → the counters of the flags that every judged answer of it has. */
  readonly stepCounters: Readonly<Record<Id, readonly Id[]>>;
  /** The flags that the judge finds and that break no promise: the 0/1 fields of a response row. */
  readonly rowFlags: readonly Id[];
}

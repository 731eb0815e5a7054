// Made by `npm run schemas` from the tables of options.

/** What `aurora-gate.config.ts` exports: `export default { … } satisfies Config`. Names and values are those of the variables. */
export interface Config {
  /** the Alertmanager that SILENCE asks: docs/monitoring.md */
  readonly ALERTMANAGER_URL?: string;
  /** whether answers in another language than their user writes are only shown, or fail the run */
  readonly ANSWER_LANGUAGE?: 'advisory' | 'blocking';
  /** the service, http://host:port; left out: the embedded one */
  readonly AURORA_BASE_URL?: string;
  /** hot set as a JSON list of product_ref */
  readonly AURORA_BFF_PDP_HOTSET_PREWARM_JSON?: string;
  /** hot set as merchant:product,…; empty: the two of the runbook */
  readonly AURORA_BFF_PDP_HOTSET_PREWARM_LIST?: string;
  /** the service to probe, http://host:port; left out: the embedded one */
  readonly AURORA_ROLLOUT_PROBE_BASE?: string;
  /** calls under way at once */
  readonly AURORA_ROLLOUT_PROBE_CONCURRENCY?: number;
  /** variants and their percents, like v2_core=50,legacy=50 */
  readonly AURORA_ROLLOUT_PROBE_EXPECTED_SPLIT?: string;
  /** exit with 2 on high */
  readonly AURORA_ROLLOUT_PROBE_FAIL_ON_HIGH?: boolean;
  /** exit with 1 on warn, and with 2 on high */
  readonly AURORA_ROLLOUT_PROBE_FAIL_ON_WARN?: boolean;
  /** how often a split that is as expected may be called drift */
  readonly AURORA_ROLLOUT_PROBE_FALSE_ALARM_PERCENT?: number;
  /** language of the call */
  readonly AURORA_ROLLOUT_PROBE_LANG?: 'EN' | 'CN';
  /** after this no further sample is begun */
  readonly AURORA_ROLLOUT_PROBE_MAX_SECONDS?: number;
  /** what each user says */
  readonly AURORA_ROLLOUT_PROBE_MESSAGE?: string;
  /** folder that takes the reports */
  readonly AURORA_ROLLOUT_PROBE_OUT_DIR?: string;
  /** ask the service to show its policy (X-Aurora-Policy-Debug: 1) */
  readonly AURORA_ROLLOUT_PROBE_POLICY_DEBUG?: boolean;
  /** pause before that, doubled each time */
  readonly AURORA_ROLLOUT_PROBE_RETRY_BACKOFF_MS?: number;
  /** times a failed call is made again, by the same user */
  readonly AURORA_ROLLOUT_PROBE_RETRY_COUNT?: number;
  /** users to play, each with one chat call */
  readonly AURORA_ROLLOUT_PROBE_SAMPLES?: number;
  /** remembers earlier runs; empty: aurora_rollout_probe_state.json in out-dir */
  readonly AURORA_ROLLOUT_PROBE_STATE_FILE?: string;
  /** how long an answer may take */
  readonly AURORA_ROLLOUT_PROBE_TIMEOUT_MS?: number;
  /** times a failed delivery is tried again */
  readonly AURORA_ROLLOUT_PROBE_WEBHOOK_RETRY_COUNT?: number;
  /** how long the receiver may take */
  readonly AURORA_ROLLOUT_PROBE_WEBHOOK_TIMEOUT_MS?: number;
  /** two failing runs within this time are high */
  readonly AURORA_ROLLOUT_PROBE_WINDOW_MINUTES?: number;
  /** the service under test, http://host:port; left out: the embedded stack; or: the service, http://host:port; left out: the embedded one; or: run, record, serve: the service, http://host:port; empty: the embedded one, and for serve what each flow names */
  readonly BASE?: string;
  /** journeys started per second at baseline */
  readonly BASE_RPS?: number;
  /** where faults stand: before the upstream, or on the edge, between k6 and the service */
  readonly CHAOS?: 'upstream' | 'edge';
  /** minutes of the cycle before its chaos window */
  readonly CHAOS_OFFSET_MIN?: number;
  /** journeys started per second in a chaos window */
  readonly CHAOS_RPS?: number;
  /** minutes a chaos window lasts; 0: none */
  readonly CHAOS_WINDOW_MIN?: number;
  /** context of that kubeconfig; empty: its current one */
  readonly CLUSTER_CONTEXT?: string;
  /** folder of the cluster on this machine; empty: .state/cluster of this checkout */
  readonly CLUSTER_DIR?: string;
  /** kubeconfig of a cluster of your own, in the place of the one on this machine */
  readonly CLUSTER_KUBECONFIG?: string;
  /** the one namespace that is looked at or changed; empty: aurora-gate on this machine; must be named for a cluster of your own */
  readonly CLUSTER_NAMESPACE?: string;
  /** percentage of users: a user who writes Chinese */
  readonly CN_PERCENT?: number;
  /** an earlier report to compare with, its .json */
  readonly COMPARE?: string;
  /** several earlier runs as one base, where a single run is too noisy; comma-separated as a variable */
  readonly COMPARE_BASELINE?: string | readonly string[];
  /** file that takes it as a page with charts */
  readonly COMPARE_HTML?: string;
  /** file that takes the comparison as JSON */
  readonly COMPARE_JSON?: string;
  /** file that takes it as Markdown */
  readonly COMPARE_MARKDOWN?: string;
  /** minutes from one chaos window to the next */
  readonly CYCLE_MIN?: number;
  /** length of the run in hours, decimals allowed */
  readonly DURATION_HOURS?: number;
  /** length of the run in seconds; wins over DURATION_HOURS */
  readonly DURATION_SECONDS?: number;
  /** folder of the evidence log that takes it; empty: none */
  readonly EVIDENCE_LOG?: string;
  /** serve: flows that are under way at once */
  readonly FLOWS_CONCURRENCY?: number;
  /** run: whose deadlines hold; serve: whose targets, schedules and deadlines */
  readonly FLOWS_ENVIRONMENT?: 'staging' | 'pre-prod' | 'prod';
  /** serve, availability: one period for all flows in place of theirs, like 6s */
  readonly FLOWS_EVERY?: string;
  /** serve: the address it listens at */
  readonly FLOWS_HOST?: string;
  /** lint, run, replay: prints JSON instead of lines */
  readonly FLOWS_JSON?: boolean;
  /** availability: how often it is struck */
  readonly FLOWS_KILLS?: number;
  /** serve: takes a line of JSON for each run; empty: none is kept */
  readonly FLOWS_LOG?: string;
  /** serve: the port; 0: any that is free */
  readonly FLOWS_PORT?: number;
  /** serve: seed of the jitter; replicas with different seeds call at different times */
  readonly FLOWS_SEED?: number;
  /** serve: remembers what is due, what was made, and the error budgets */
  readonly FLOWS_STATE_FILE?: string;
  /** serve: plays each flow at several targets, told apart by name: canary=http://host:port,stable=http://host:port */
  readonly FLOWS_TARGETS?: string;
  /** serve: divides every period, deadline and window of an objective */
  readonly FLOWS_TIME_SCALE?: number;
  /** visits of each page that decide */
  readonly FORMAL_ROUNDS?: number;
  /** which gates decide where a rolling and a sequential one are on the same count; the other advises: docs/power.md */
  readonly GATES?: 'rolling' | 'sequential';
  /** which service is under test: a folder of services/, or the path of a service.ts of your own */
  readonly GATE_SERVICE?: string;
  /** folder that takes history.html, .json and .csv; empty: the one that is read */
  readonly HISTORY_DIR?: string;
  /** counts: answers that broke nothing are counted by the second beside each k6, and not written one by one: docs/fleet.md */
  readonly JOURNAL?: 'rows' | 'counts';
  /** claim of a volume that takes the rows of runners, where a node would not keep their logs: a coordinator in a pod mounts it at /journal; empty: rows come by the logs */
  readonly JOURNAL_VOLUME?: string;
  /** k6's REST address, from which the rolling windows are read */
  readonly K6_ADDRESS?: string;
  /** serve the run as it goes on, at http://127.0.0.1:8001 unless LIVE_PORT says otherwise */
  readonly LIVE?: boolean;
  /** the address it listens at; any but loopback needs a token */
  readonly LIVE_HOST?: string;
  /** where it listens; 0: any port that is free */
  readonly LIVE_PORT?: number;
  /** as LIVE, and the feed stays on after the end of the run, until Ctrl-C */
  readonly LIVE_STAY?: boolean;
  /** reviews and similar that may time out in the formal rounds */
  readonly MAX_408?: number;
  /** bound of the rolling 5 min share of 5xx answers */
  readonly MAX_5XX_RATE_5M?: number;
  /** bound of the share of degraded answers at baseline, among those that may need the upstream */
  readonly MAX_BASELINE_DEGRADED_RATE?: number;
  /** share by which the service's open files may grow over the run, where its /metrics tell them; 50 are always allowed */
  readonly MAX_DESCRIPTOR_DRIFT?: number;
  /** bound of the rolling 10 min share of guard fallbacks */
  readonly MAX_GUARD_FALLBACK_RATE_10M?: number;
  /** share by which a route may slow down over the run, at baseline; 100 ms are always allowed */
  readonly MAX_LATENCY_DRIFT?: number;
  /** share by which the service's memory may grow over the run, where its /metrics tell it; 64 MB are always allowed */
  readonly MAX_MEMORY_DRIFT?: number;
  /** seconds the service may take to recover after a toxic; empty: a thirtieth of the cycle, from 20 to 120 */
  readonly MAX_RECOVER_SEC?: number;
  /** after this no further visit is begun */
  readonly MAX_SECONDS?: number;
  /** calls without an answer in any two hours */
  readonly MAX_TRANSPORT_ERRORS?: number;
  /** bound of the rolling 5 min share of calls without an answer */
  readonly MAX_TRANSPORT_ERROR_RATE_5M?: number;
  /** the service's /metrics, from which the effect of a toxic is read; empty: BASE/metrics */
  readonly METRICS_URL?: string;
  /** share of formal visits on which each part must be there */
  readonly MIN_READY_PERCENT?: number;
  /** the web page whose calls must be allowed (CORS); empty: the one that the smoke names */
  readonly ORIGIN?: string;
  /** folder that takes the run folders */
  readonly OUTPUT_DIR?: string;
  /** folder that takes the files */
  readonly OUT_DIR?: string;
  /** where the page is asked for */
  readonly PDP_PATH?: string;
  /** computes the figures again that were known of the five-minute window */
  readonly POWER_EARLIER?: boolean;
  /** true error rate of a healthy service */
  readonly POWER_HEALTHY_RATE?: number;
  /** prints JSON */
  readonly POWER_JSON?: boolean;
  /** simulated runs for each point */
  readonly POWER_RUNS?: number;
  /** prewarm before the first round */
  readonly PREWARM?: boolean;
  /** how long the run may take */
  readonly PREWARM_TIMEOUT_MS?: number;
  /** quick: 90 s, every phase and every toxic; dry: 5 min; gate: 2 h; soak24: 24 h */
  readonly PROFILE?: 'quick' | 'dry' | 'gate' | 'soak24';
  /** a Prometheus that takes remote writes, to which series are pushed: docs/monitoring-series.md */
  readonly PROMETHEUS_URL?: string;
  /** whether chat answers whose headers and meta disagree are only shown, or fail the run */
  readonly ROLLOUT_FACTS?: 'advisory' | 'blocking';
  /** k6 that share the load of the run, each on a machine of its own: docs/fleet.md */
  readonly RUNNERS?: number;
  /** image of the runners, with k6, a shell and nothing of ours; empty: the k6 that is pinned here */
  readonly RUNNER_IMAGE?: string;
  /** a YAML file of what the pods of runners have besides, as `runner` of k6-operator's TestRun: resources, nodeSelector, tolerations, … */
  readonly RUNNER_POD?: string;
  /** path of the built script in RUNNER_IMAGE, for one that is too big for a ConfigMap; empty: it is handed over */
  readonly RUNNER_SCRIPT?: string;
  /** weight in the mix of a user whose photo is not there when it is needed */
  readonly SCENARIO_PHOTO_FORCED_FAIL_WEIGHT?: number;
  /** weight in the mix of a user with a good daylight photo */
  readonly SCENARIO_PHOTO_USABLE_WEIGHT?: number;
  /** weight in the mix of a user who describes a medical red flag */
  readonly SCENARIO_SAFETY_BLOCK_WEIGHT?: number;
  /** weight in the mix of a user who gives a routine and no photo */
  readonly SCENARIO_USE_PHOTO_FALSE_WEIGHT?: number;
  /** seed of every draw; empty: a new one, which is printed */
  readonly SEED?: number;
  /** write a signed statement of what the run came to: docs/evidence.md */
  readonly SIGN?: boolean;
  /** the environment that it ran in, as admission asks for it; empty: none is named */
  readonly SIGN_ENVIRONMENT?: string;
  /** to sign without a key: the Fulcio that exchanges the OIDC token of the job for a certificate */
  readonly SIGN_FULCIO_URL?: string;
  /** private key to sign with: a PEM file that only you may read, or env://NAME for a variable that holds the PEM */
  readonly SIGN_KEY?: string;
  /** to sign without a key: the Rekor that takes the signature down */
  readonly SIGN_REKOR_URL?: string;
  /** hold back the alerts of the service while the run is on, by a silence in Alertmanager */
  readonly SILENCE?: boolean;
  /** labels that the alerts held back by SILENCE have besides service, comma-separated, like env=staging */
  readonly SILENCE_MATCHER?: string | readonly string[];
  /** prints the report as JSON instead of lines */
  readonly SMOKE_JSON?: boolean;
  /** file that takes the checks as JUnit XML */
  readonly SMOKE_JUNIT?: string;
  /** seconds a spike lasts; 0: none */
  readonly SPIKE_DURATION_SEC?: number;
  /** minutes of the cycle before its spike */
  readonly SPIKE_OFFSET_MIN?: number;
  /** journeys started per second in a spike */
  readonly SPIKE_RPS?: number;
  /** image of the pod by which k6-operator starts the runners where we may not, with a shell and curl; empty: its own */
  readonly STARTER_IMAGE?: string;
  /** how long an answer may take */
  readonly TIMEOUT_MS?: number;
  /** compress the clock (duration, windows, cycle; not the rates) by this factor */
  readonly TIME_SCALE?: number;
  /** a change of a latency up to this is no difference */
  readonly TOLERANCE_MS?: number;
  /** the same as a share of the earlier latency; the larger of the two counts; or: a difference up to this share of the earlier time does not count */
  readonly TOLERANCE_PERCENT?: number;
  /** values of faults, comma-separated, like latency.latency=1500,reset.toxicity=0.3 */
  readonly TOXICS?: string | readonly string[];
  /** control address of Toxiproxy; one that already answers there is used when you set this */
  readonly TOXIPROXY_API_URL?: string;
  /** inject toxics; empty: yes for the embedded stack and on the edge, else no */
  readonly TOXIPROXY_ENABLED?: 'true' | true | 'false' | false;
  /** host:port where your service finds its upstream through Toxiproxy (with BASE); on the edge ip:port, where k6 finds it */
  readonly TOXIPROXY_LISTEN?: string;
  /** faults in turn, comma-separated */
  readonly TOXIPROXY_MODES?: string | readonly string[];
  /** host:port of your upstream, where Toxiproxy forwards to (with BASE); on the edge that is BASE */
  readonly TOXIPROXY_UPSTREAM?: string;
  /** whether the count of notice reasons that no owner lists is only shown, or fails the run by itself */
  readonly UNLISTED_REASONS?: 'advisory' | 'blocking';
  /** where the service listens; 0: any port that is free */
  readonly UP_PORT?: number;
  /** print every gate and toxic at the end, and not only what did not go as it must */
  readonly VERBOSE?: boolean;
  /** first visits of each page, summed up apart */
  readonly WARMUP_ROUNDS?: number;
  /** weight in the mix of a user who looks at the first item */
  readonly WEIGHT_LOOK?: number;
  /** what this deployment does not have, comma-separated, and is not held to: db (a database), rollout (a rollout of variants), catalog (product pages); or: what this deployment does not have, comma-separated, and is not held to: example names none */
  readonly WITHOUT?: string | readonly string[];
}

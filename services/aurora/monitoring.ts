// What Aurora shows of itself to Prometheus.
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';

const CHATS = 'route=~"/v1/.*"';

export const MONITORED: Monitored = {
  prefix: 'aurora',
  job: 'aurora',
  tenantLabel: 'tenant',
  vipTenants: ['vip-clinic', 'vip-store'],
  shares: {
    effectiveness: {
      title: 'Cache hits',
      meaning: 'Share of lookups of what is known of a user that found it.',
      part: 'aurora_skin_cache_requests_total{outcome="hit"}',
      whole: 'aurora_skin_cache_requests_total',
    },
    utilisation: {
      title: 'Upstream use',
      meaning: 'Share of analyses and chats that asked the decision upstream, which costs money.',
      part: 'aurora_skin_upstream_calls_total',
      whole: 'aurora_skin_flow_total{stage=~"analysis|reco|chat"}',
    },
    low_confidence: {
      title: 'Low confidence',
      meaning: 'Share of analyses that the service itself calls uncertain.',
      part: 'aurora_skin_flow_total{stage="analysis",outcome="low_confidence"}',
      whole: 'aurora_skin_flow_total{stage="analysis"}',
    },
  },
  cost: {
    of: 'aurora_skin_upstream_calls_total',
    usdPerThousand: 2,
    source: 'an example of ours; put in the price of your own upstream',
  },
  healthWeights: { effectiveness: 0.4, quality: 0.4, efficiency: 0.2 },
  thresholds: {
    effectiveness: { warning: 50, critical: 30, bad: 'below' },
    utilisation: { warning: 60, critical: 80, bad: 'above' },
    low_confidence: { warning: 30, critical: 50, bad: 'above' },
    cost: { warning: 50, critical: 200, bad: 'above' },
    health: { warning: 80, critical: 60, bad: 'below' },
  },
  vipBounds: { effectiveness: 20, low_confidence: 40 },
  slos: [
    {
      id: 'availability',
      title: 'Availability',
      why: 'A call is answered without a 5xx.',
      objectiveRatio: 0.995,
      bad: `aurora_http_request_duration_seconds_count{${CHATS},status=~"5.."}`,
      all: `aurora_http_request_duration_seconds_count{${CHATS}}`,
    },
    {
      id: 'latency',
      title: 'Latency',
      why: 'A call is answered within 8 s.',
      objectiveRatio: 0.99,
      good: `aurora_http_request_duration_seconds_bucket{${CHATS},le="8"}`,
      all: `aurora_http_request_duration_seconds_count{${CHATS}}`,
    },
    {
      id: 'whole_answers',
      title: 'Whole answers',
      why: 'An analysis or a recommendation is not degraded by a failing upstream.',
      objectiveRatio: 0.99,
      bad: 'aurora_skin_flow_total{stage=~"analysis|reco",outcome=~"timeout_degraded|guard_fallback"}',
      all: 'aurora_skin_flow_total{stage=~"analysis|reco"}',
    },
  ],
  comparisons: [
    {
      id: 'work',
      title: 'Work',
      why: 'An analysis or a chat asks the decision upstream as often as before.',
      good: 'aurora_skin_upstream_calls_total',
      all: 'aurora_skin_flow_total{stage=~"analysis|reco|chat"}',
      // Wide, since the calls of one user are alike: what counts is a version that hardly asks at all.
      toleranceRatio: 0.15,
      marginRatio: 0.3,
    },
  ],
};

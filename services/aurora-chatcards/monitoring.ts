// The newer releases show the same of themselves to Prometheus.
export { MONITORED } from '../aurora/monitoring.ts';

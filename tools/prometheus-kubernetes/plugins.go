// Package plugins registers what Prometheus discovers its targets by: here what runs in a Kubernetes, alone.
package plugins

import _ "github.com/prometheus/prometheus/discovery/kubernetes"

// Package plugins registers what Prometheus discovers its targets by: here the addresses of a file or an HTTP answer alone.
package plugins

import _ "github.com/prometheus/prometheus/discovery/http"

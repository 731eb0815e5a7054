//go:build tools

// Package tools pins Alertmanager, which is built by its own package path.
package tools

import _ "github.com/prometheus/alertmanager/cmd/alertmanager"

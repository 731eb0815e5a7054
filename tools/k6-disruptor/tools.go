//go:build tools

// The agent is built from this module by its own package path; the import pins what it needs.
package main

import _ "github.com/grafana/xk6-disruptor/cmd/agent"

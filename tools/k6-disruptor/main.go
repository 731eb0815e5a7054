// Command k6 is k6 v1 with xk6-disruptor, whose last release registers with k6 v1 only.
package main

import (
	k6cmd "go.k6.io/k6/cmd"

	_ "github.com/grafana/xk6-disruptor"
)

func main() { k6cmd.Execute() }

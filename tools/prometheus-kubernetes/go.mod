module aurora-gate/tools/prometheus-kubernetes

go 1.23.0

require github.com/prometheus/prometheus v0.54.1

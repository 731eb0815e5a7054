module aurora-gate/tools/k6-operator

go 1.26.1

require github.com/grafana/k6-operator v0.0.19

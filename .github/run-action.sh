#!/usr/bin/env bash
# What action.yml runs: one command of the gate, with what the inputs say. GATE_ARGS holds an option a line; empty ones count as not given.
set -euo pipefail

args=()
while IFS= read -r line; do
  [ -z "$line" ] || args+=("$line")
done <<<"${GATE_ARGS:-}"
[ -z "${GATE_BASE:-}" ] || export BASE=$GATE_BASE
[ -z "${GATE_OF:-}" ] || export GATE_SERVICE=$GATE_OF

code=0
node "$GITHUB_ACTION_PATH/scripts/aurora-gate.mjs" "$GATE_COMMAND" ${args[@]+"${args[@]}"} || code=$?
case $code in
  0) outcome=pass ;;
  1) outcome=fail ;;
  3) outcome=inconclusive ;;
  *) outcome=error ;;
esac
echo "outcome=$outcome" >>"$GITHUB_OUTPUT"
exit "$code"

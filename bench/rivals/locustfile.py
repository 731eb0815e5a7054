"""The bench's journeys in Locust. Each answer is held to the contract of its route; with BENCH_WORK=same it is judged as the suite judges it."""

import itertools
import json
import os
import pathlib

import fastjsonschema
from locust import FastHttpUser, constant_throughput, task

CONTRACTS = pathlib.Path(os.environ["BENCH_CONTRACTS"])
LOAD = os.environ["BENCH_LOAD"]
FORM = pathlib.Path(os.environ["BENCH_FORM"]).read_bytes()
REPERTOIRE = json.loads(pathlib.Path(os.environ["BENCH_REPERTOIRE"]).read_text())
PLAYED = itertools.count()


def read_contract(name):
    """A contract with the envelope it refers to written into it: fastjsonschema does not look up ids."""
    schema = json.loads((CONTRACTS / f"{name}.schema.json").read_text())
    envelope = json.loads((CONTRACTS / "envelope.v1.schema.json").read_text())
    schema["allOf"] = [{k: v for k, v in envelope.items() if k not in ("$id", "$schema", "$defs")}]
    schema["$defs"] = envelope["$defs"]
    del schema["$schema"], schema["$id"]
    return fastjsonschema.compile(schema)


NAMES = {request["contract"] for journey in REPERTOIRE for request in journey["requests"]}
VALIDATE = {name: read_contract(name) for name in NAMES}
if os.environ["BENCH_WORK"] == "same":
    import suite_work

    JUDGE = suite_work.create_judge(VALIDATE)
else:
    JUDGE = None


class VirtualUser(FastHttpUser):
    if LOAD != "saturation":
        wait_time = constant_throughput(1)

    @task
    def journey(self):
        n = next(PLAYED)
        journey = REPERTOIRE[n % len(REPERTOIRE)]
        uid = f"uid_soak_bench_{n}"
        for call, request in enumerate(journey["requests"]):
            trace_id = f"trace_{uid}_{journey['journey']}_baseline_{call}"
            headers = {
                **request["headers"],
                "X-Aurora-UID": uid,
                "X-Trace-ID": trace_id,
                "X-Brief-ID": f"brief_{uid}",
            }
            body = FORM if request["sendsForm"] else request["body"]
            with self.client.request(
                request["method"], request["path"], headers=headers, data=body, catch_response=True
            ) as answer:
                if JUDGE is None:
                    try:
                        VALIDATE[request["contract"]](json.loads(answer.text))
                    except ValueError as fault:
                        answer.failure(str(fault))
                else:
                    fault = JUDGE(answer, n, call, journey, request, trace_id)
                    if fault != "":
                        answer.failure(fault)

"""The bench's journeys in Locust: each answer is held to the contract of its route, and to nothing else."""

import json
import os
import pathlib

import fastjsonschema
from locust import FastHttpUser, constant_throughput, task

CONTRACTS = pathlib.Path(os.environ["BENCH_CONTRACTS"])
LOAD = os.environ["BENCH_LOAD"]


def read_contract(name):
    """A contract with the envelope it refers to written into it: fastjsonschema does not look up ids."""
    schema = json.loads((CONTRACTS / f"{name}.schema.json").read_text())
    envelope = json.loads((CONTRACTS / "envelope.v1.schema.json").read_text())
    schema["allOf"] = [{k: v for k, v in envelope.items() if k not in ("$id", "$schema", "$defs")}]
    schema["$defs"] = envelope["$defs"]
    del schema["$schema"], schema["$id"]
    return fastjsonschema.compile(schema)


PROFILE = read_contract("profile-update.v1")
PHOTO = read_contract("photos-upload.v1")
ANALYSIS = read_contract("analysis-skin.v1")
CHAT = read_contract("chat.v1")

PROFILE_BODY = {"skinType": "oily", "sensitivity": "low", "barrierStatus": "healthy", "goals": ["acne"]}
RECO_BODY = {"message": "recommend products", "session": {"state": "idle"}}
RED_FLAG_BODY = {"message": "I have severe pain. recommend products now.", "session": {"state": "idle"}}
PHOTO_BYTES = bytes(15_000)


class VirtualUser(FastHttpUser):
    if LOAD != "saturation":
        wait_time = constant_throughput(1)

    def ask(self, path, contract, **body):
        with self.client.post(path, headers={"X-Aurora-UID": "bench", "X-Lang": "EN"}, catch_response=True, **body) as answer:
            try:
                contract(json.loads(answer.text))
            except ValueError as fault:
                answer.failure(str(fault))

    def profile(self):
        self.ask("/v1/profile/update", PROFILE, json=PROFILE_BODY)

    def rest(self, use_photo):
        self.ask("/v1/analysis/skin", ANALYSIS, json={"use_photo": use_photo, "currentRoutine": "AM cleanser"})
        self.ask("/v1/chat", CHAT, json=RECO_BODY)

    @task(60)
    def without_upload(self):
        self.profile()
        self.rest(False)

    @task(30)
    def with_upload(self):
        self.profile()
        self.ask("/v1/photos/upload", PHOTO, data=PHOTO_BYTES)
        self.rest(True)

    @task(10)
    def red_flag(self):
        self.profile()
        self.ask("/v1/chat", CHAT, json=RED_FLAG_BODY)

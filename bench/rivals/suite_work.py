"""The work of the suite on one answer, in Python: promises, contract, counters and a journal line, with what its tables say by themselves.

What the suite found of a key or a text once, it remembers. BENCH_KNOWN holds what it would remember of the bench's answers,
so here as there a text is looked up and not read again.
"""

import collections
import json
import os
import pathlib
import re
import time
import unicodedata

KNOWN = json.loads(pathlib.Path(os.environ["BENCH_KNOWN"]).read_text())
KEY_USE, CARD_KEY_USE, NAMED = KNOWN["keyUse"], KNOWN["cardKeyUse"], KNOWN["named"]
NAMED_KEY = KNOWN["namedKey"]
TECHNICAL = KNOWN["technical"]
ROW_FLAGS, COUNTER_OF, STEP_COUNTERS = KNOWN["rowFlags"], KNOWN["counterOf"], KNOWN["stepCounters"]
FACTS = KNOWN["rolloutFacts"]

NOT_HIGH = re.compile(r"(?:^|[^a-z])(?:low|lower|lowest|medium|med|mid|middle|moderate|weak|poor)(?![a-z])|[低中]")
NUMBER = re.compile(r"^([-+.,\d]+)\s*(%?)$")
TRUE = {"true", "yes", "y", "1", "是"}
NOT_IN = {"", "0", "0%", "no", "none", "false", "free", "absent", "不含", "无"}
BUCKET = re.compile(r"^(0|[1-9]\d*)$")
INK = re.compile(r"\S")
HAN = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff]")
LATIN = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]")
OTHER = re.compile("[\u0370-\u1dff\u3041-\u30fa\u30fc-\u318f\uac00-\ud7a3\uff66-\uffdc]")
LANGUAGES = {"CN": (HAN, 0.25), "EN": (LATIN, 0.9)}
NOTHING = {}


def as_object(value):
    return value if isinstance(value, dict) else NOTHING


def as_list(value):
    return value if isinstance(value, list) else []


def to_short(value):
    if not isinstance(value, str) or len(value) > 40:
        return ""
    seen = value if value.isascii() else unicodedata.normalize("NFKD", value)
    return seen.lower().strip()


def is_low_level(level):
    return isinstance(level, str) and NOT_HIGH.search(to_short(level)) is not None


def to_score(score):
    if isinstance(score, bool):
        return None
    if isinstance(score, (int, float)):
        return score if score <= 1 else None if score < 10 else score / 100
    found = NUMBER.match(to_short(score)) if isinstance(score, str) else None
    if found is None:
        return None
    number = float(found[1].replace(",", "."))
    return number / 100 if found[2] else to_score(number)


def is_low_score(value):
    score = to_score(value)
    return score is not None and score <= 0.75


def is_low_request(data):
    low = data.get("low_confidence")
    return (
        low is True
        or low == 1
        or (isinstance(low, str) and to_short(low) in TRUE)
        or is_low_level(data.get("confidence_level"))
        or is_low_score(data.get("confidence_score"))
    )


def is_low_payload(payload):
    confidence = payload.get("confidence")
    if confidence is not None:
        told = as_object(confidence)
        if is_low_level(told.get("level")) or is_low_score(told.get("score")):
            return True
        if is_low_level(confidence) or is_low_score(confidence):
            return True
    return (
        is_low_level(payload.get("recommendation_confidence_level"))
        or is_low_score(payload.get("recommendation_confidence_score"))
        or is_low_request(payload)
    )


def is_visible(value, depth=0):
    if isinstance(value, str):
        return INK.search(value) is not None
    if isinstance(value, dict):
        if depth >= 32:
            return False
        return any(not TECHNICAL[key] and is_visible(inside, depth + 1) for key, inside in value.items())
    if isinstance(value, list):
        return depth < 32 and any(is_visible(item, depth + 1) for item in value)
    return value is True or (isinstance(value, (int, float)) and value != 0)


def is_named(text, use):
    return NAMED["name" if use == "ingredients" else use][text]


def is_in(value):
    if isinstance(value, str):
        return value.strip().lower() not in NOT_IN
    if isinstance(value, list):
        return len(value) > 0
    return value is not False and value != 0 and value is not None


def is_treatment(value, use="name", depth=0):
    if isinstance(value, str):
        return is_named(value, use)
    if depth >= 32:
        return False
    if isinstance(value, list):
        return any(is_treatment(item, use, depth + 1) for item in value)
    if not isinstance(value, dict):
        return False
    for key, inside in value.items():
        under = KEY_USE[key]
        if under == "aside":
            continue
        if isinstance(inside, str) and use != "ingredients":
            if is_named(inside, under):
                return True
            continue
        if (inside is True or (use == "ingredients" and is_in(inside))) and NAMED_KEY[key]:
            return True
        if is_treatment(inside, use if use == "ingredients" and under == "name" else under, depth + 1):
            return True
    return False


def offers_treatment(value, depth=0, listed=False):
    if depth >= 10:
        return False
    if isinstance(value, list):
        return any(offers_treatment(item, depth + 1, True) for item in value)
    if not isinstance(value, dict):
        return False
    for key, inside in value.items():
        use = CARD_KEY_USE[key]
        if use == "aside":
            continue
        if use == "chosen" or (use == "products" and isinstance(inside, (dict, list))):
            if is_treatment(inside):
                return True
        elif use == "step" and listed:
            if (isinstance(inside, (dict, list)) or is_visible(inside)) and is_treatment(value):
                return True
        elif isinstance(inside, (dict, list)) and offers_treatment(inside, depth + 1):
            return True
    return False


def recommends_treatment(card):
    if offers_treatment(card.get("payload")):
        return True
    for section in as_list(card.get("sections")):
        if offers_treatment(section):
            return True
        if card.get("type") != "recommendations":
            continue
        if any(isinstance(item, (dict, list)) and is_treatment(item) for item in as_list(as_object(section).get("items"))):
            return True
    return False


def is_action(action):
    if not isinstance(action, dict):
        return isinstance(action, str) and INK.search(action) is not None
    labels = [key for key in ("label", "title", "text", "name") if key in action]
    names = labels or ("action_id", "id", "action", "type", "kind", "value")
    return any(isinstance(action.get(key), str) and INK.search(action[key]) for key in names)


def tells_what_is_missing(card, payload):
    for missing in as_list(card.get("field_missing")):
        told = as_object(missing)
        field, reason = told.get("field"), told.get("reason")
        if isinstance(field, str) and field in payload and payload[field] is None and isinstance(reason, str) and reason.strip():
            return True
    return False


def judge_rollout(headers, body):
    """Details of what breaks a rollout fact; empty where nothing does."""
    meta = body.get("meta")
    if not isinstance(meta, dict):
        meta = as_object(body.get("session_patch")).get("meta")
    details = []
    if not isinstance(meta, dict):
        details.append("no meta in the body, and none in its session_patch")
        meta = NOTHING
    else:
        for fact in FACTS:
            told, meant = headers.get(fact["header"]), meta.get(fact["fact"])
            if told is None or isinstance(meant, bool) or told != str(meant):
                details.append(f"{fact['header']} is {told}, meta.{fact['fact']} is {meant}")
    for bucket in (headers.get("x-aurora-bucket"), meta.get("rollout_bucket")):
        if bucket is not None and (not BUCKET.match(str(bucket)) or int(bucket) > 99):
            details.append(f"the bucket {bucket} is not one of 0 to 99")
    return "; ".join(details)


def to_sample(text):
    if len(text) <= 200:
        return text
    apart = len(text) // 20
    return "".join(text[at : at + 10] for at in range(0, apart * 20, apart))


def tell_language(root, language, flags):
    text = root.get("assistant_text") or as_object(root.get("assistant_message")).get("content")
    if not isinstance(text, str) or text == "":
        return ""
    own, least = LANGUAGES[language]
    sample = to_sample(text)
    letters = {script: len(script.findall(sample)) for script in (HAN, LATIN, OTHER)}
    total = sum(letters.values())
    if total < 10:
        return ""
    flags.append("language_told")
    if letters[own] / total >= least and letters[OTHER] / total <= 0.1:
        return ""
    flags.append("wrong_language")
    return f"not in {language}"


def judge(root, headers, step, route, variant):
    """Violations, flags and a detail of one answer."""
    broken, flags = [], []
    notice = no_actions = safety_block = low = timeout = renderable = False
    recommended = 0
    cards = as_list(root.get("cards"))
    for one in cards:
        card = as_object(one)
        kind, payload = card.get("type"), as_object(card.get("payload"))
        low = low or is_low_payload(payload)
        if kind == "confidence_notice":
            notice = True
            reason = payload.get("reason")
            safety_block = safety_block or reason == "safety_block"
            low = low or reason == "low_confidence"
            timeout = timeout or reason == "timeout_degraded"
            if not any(is_action(action) for action in as_list(payload.get("actions"))):
                no_actions = True
        elif kind == "recommendations":
            recommended += len(as_list(payload.get("recommendations")))
        if not renderable:
            renderable = (
                is_visible(payload.get("recommendations"))
                if kind == "recommendations"
                else is_visible(payload) or tells_what_is_missing(card, payload)
            )
    guard = False
    for one in as_list(root.get("events")):
        event = as_object(one)
        name = event.get("event_name")
        if name == "reco_output_guard_fallback":
            guard = True
        elif name == "recos_requested" and is_low_request(as_object(event.get("data"))):
            low = True
    if safety_block and recommended > 0:
        broken.append(("safety_with_recommendations", "a safety_block beside recommendations"))
    if step == "red_flag_chat" and not safety_block:
        broken.append(("red_flag_not_blocked", "a medical red flag without a safety_block"))
    if low and any(recommends_treatment(as_object(card)) for card in cards):
        broken.append(("low_med_treatment_leak", "a treatment recommended under low or medium confidence"))
    if no_actions:
        broken.append(("notice_without_actions", "a confidence_notice without actions"))
    if isinstance(root.get("cards"), list) and not cards:
        broken.append(("empty_cards", "no cards and no notice"))
    if cards and not notice and not renderable:
        broken.append(("no_renderable_cards", "no notice and no card a person could see"))
    for flag, is_so in (
        ("notice", notice),
        ("safety_block", safety_block),
        ("low_confidence", low),
        ("timeout_degraded", timeout),
        ("reco_output_guard_fallback", guard),
    ):
        if is_so:
            flags.append(flag)
    note = ""
    if route == "chat":
        note = judge_rollout(headers, root)
        if note != "":
            flags.append("rollout_broken")
    spoken = tell_language(root, variant, flags)
    detail = broken[0][1] if broken else "; ".join(part for part in (note, spoken) if part)
    return [id for id, _ in broken], flags, detail


def create_judge(validate):
    """Judges an answer, counts it and writes its line; what it says is the fault, '' where there is none."""
    counts = collections.Counter()
    # A line is written at once, as k6 writes it: who follows the run reads it then.
    journal = open(os.environ["BENCH_JOURNAL"], "w", buffering=1, encoding="utf8")
    dumps = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode

    def work(answer, n, call, journey, request, trace_id):
        code, step, variant = answer.status_code, request["step"], journey["variant"]
        judged, violations, flags, detail, body = False, [], [], "", NOTHING
        text = answer.text if code else None
        if not code:
            violations, detail = ["transport_error"], str(answer.error)
        elif code >= 400:
            violations, detail = ["http_5xx" if code >= 500 else "http_4xx"], f"status {code}"
        else:
            judged = True
            try:
                if "\ufffd" in text:
                    raise ValueError("not UTF-8")
                body = json.loads(text)
                told = as_object(body).get("trace_id")
                if told != trace_id:
                    violations, detail = ["answer_not_ours"], f"the trace id {told}"
                else:
                    violations, flags, detail = judge(as_object(body), answer.headers, step, request["route"], variant)
                validate[request["contract"]](body)
            except ValueError as fault:
                violations.append("schema_violation")
                detail = detail or str(fault)
        if call == 0:
            counts["journeys"] += 1
        counts["calls"] += 1
        if code:
            counts["responses"] += 1
        if judged:
            counts["answers_judged"] += 1
            for counter in STEP_COUNTERS.get(step, ()):
                counts[counter] += 1
        for id in flags:
            counts[COUNTER_OF[id]] += 1
        for id in violations:
            counts[COUNTER_OF[id]] += 1
        row = {
            "ts": round(time.time(), 3),
            "type": "response",
            "n": n,
            "call": call,
            "journey": journey["journey"],
            "request_phase": step,
            "load_phase": "baseline",
            "variant": variant,
            "code": code,
            "duration_ms": round(answer.request_meta["response_time"] or 0, 2),
            "request_id": as_object(body).get("request_id", ""),
            "violations": violations,
            "detail": detail,
            "retried": 0,
            "response_received": 1 if code else 0,
            "judged": 1 if judged else 0,
        }
        for flag in ROW_FLAGS:
            row[flag] = 1 if flag in flags else 0
        journal.write(dumps(row) + "\n")
        return "" if not violations else detail

    return work
